import type { Shape } from '../../../shape';
import { Args } from '../../args';
import type { Ip } from '../../context';
import { Failed } from '../../failure';
import { option, parse, type Argument, type Keyword } from '../../grammar';
import { linkKindUsage } from '../../help/link-kinds';
import { matches } from '../../matches';

/** IFLA_INFO_DATA: a kind's attributes by the kernel's names without prefix, `forwardDelay` for IFLA_BR_FORWARD_DELAY. */
export type KindData = Record<string, unknown>;

/** A type of link: how its arguments are read and its details printed. */
export interface Kind {
  readonly name: string;
  /** Reads what stands after `type NAME`; without it iproute2 ignores all that. */
  readonly parse?: (ip: Ip, words: readonly string[], how: { readonly create: boolean; readonly existing?: Readonly<KindData> }) => KindData;
  /** for completion: what stands after `type NAME` */
  readonly shape?: Shape;
  /** Prints what -d shows after the kind. */
  readonly print?: (ip: Ip, data: Readonly<KindData>) => void;
}

/** A keyword whose argument becomes an attribute as it is. */
export function attribute<T>(notation: string, key: string, argument: Argument<T>, wrong?: string): Keyword<KindData> {
  return option(notation, argument, { wrong, set: (data, value) => { data[key] = value; } });
}

/**
 * Reads a kind's arguments. `help` and words that are none show its help text.
 * @param what the kind's own word for a word: `vlan: unknown command "x"?`
 */
export function parseKind<S extends object>(ip: Ip, name: string, words: readonly string[], keywords: readonly Keyword<S>[], state: S, what = 'command'): S {
  const usage = linkKindUsage[name]!;
  parse({
    keywords, usage,
    positional: {
      kind: '', help: 'never',
      take: word => {
        throw new Failed(matches(word, 'help') ? usage : `${name}: unknown ${what} "${word}"?\n${usage}`, 1);
      },
    },
  }, new Args(words), state, ip);
  return state;
}

/** An attribute that is a number; undefined if the message doesn't have it. */
export function numberOf(data: Readonly<KindData>, key: string): number | undefined {
  const value = data[key];
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : undefined;
}
