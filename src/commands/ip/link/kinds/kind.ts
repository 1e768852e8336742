import type { Ip } from '../../context';

/** IFLA_INFO_DATA: a kind's attributes by the kernel's names without prefix, `forwardDelay` for IFLA_BR_FORWARD_DELAY. */
export type KindData = Readonly<Record<string, unknown>>;

/** A type of link: how its arguments are read and its details printed. */
export interface Kind {
  readonly name: string;
  /** Reads what stands after `type NAME`; without it iproute2 ignores all that. */
  readonly parse?: (ip: Ip, words: readonly string[], how: { readonly create: boolean }) => KindData;
  /** Prints what -d shows after the kind. */
  readonly print?: (ip: Ip, data: KindData) => void;
}
