import { SysError, type Family, type IcmpSocket } from '../../stack';
import type { Complaints } from '../libc/error';
import { Exit } from '../libc/error';
import type { AddrInfo } from '../libc/resolver';
import type { Process } from '../program';
import type { PingOptions } from './options';
import type { Target } from './session';
import { socketsOf } from '../sockets';

/** All that a family's set-up needs to know. */
export interface Setup {
  readonly process: Process;
  readonly options: PingOptions;
  readonly complaints: Complaints;
  readonly socket: IcmpSocket;
  readonly info: AddrInfo;
  /** whether getaddrinfo(3) knew a further address to try */
  readonly hasNext: boolean;
  /** the destination as it was typed */
  readonly target: string;
}

/** A target and the line that announces it; undefined: there is no way there, try the next address. */
export type Prepared = { readonly target: Target; readonly header: string } | undefined;

/**
 * create_socket: a datagram socket if net.ipv4.ping_group_range allows one, else a raw one.
 * @param wanted raw: for ident 0
 * @param requisite whether the program ends if there is neither
 */
export async function openSocket(process: Process, options: PingOptions, complaints: Complaints, family: Family, wanted: 'raw' | 'dgram', requisite: boolean): Promise<IcmpSocket | undefined> {
  let failure: SysError | undefined;
  let kind = wanted;
  for (;;) {
    try {
      return socketsOf(process).icmp(kind, family, process.uid);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      failure = error;
    }
    const fallBack = failure.errno === 'EACCES' || failure.errno === 'EPROTONOSUPPORT' || (failure.errno === 'EAFNOSUPPORT' && family === 2);
    if (kind === 'raw' || !fallBack) break;
    kind = 'raw';
  }
  if (requisite || options.verbose) {
    await complaints.warn(`socktype: ${kind === 'raw' ? 'SOCK_RAW' : 'SOCK_DGRAM'}`);
    await complaints.warn('socket', failure.errno);
  }
  if (!requisite) return undefined;
  if (kind === 'raw' && process.uid !== 0) await complaints.warn('=> missing cap_net_raw+p capability or setuid?');
  throw new Exit(2);
}

/** Whether a device holds an address, as getifaddrs(3) tells: an IPv4 address goes by its label. */
export function deviceHas(process: Process, device: string, family: Family, address: number | bigint): boolean {
  const { rtnetlink } = process.netns;
  return rtnetlink.dump('RTM_GETADDR', { family }).some(row =>
    row.local === address && (row.label ?? rtnetlink.getLink({ index: row.index }).ifname) === device);
}

/** What broadcast and multicast demand of users, and the default of -M. */
export async function groupRules(setup: Setup, word: 'broadcast' | 'multicast'): Promise<void> {
  const { options, complaints, process } = setup;
  if (process.uid !== 0) {
    if (options.interval < 1000) await complaints.fail(2, `${word} ping with too short interval: ${options.interval}`);
    if (options.pmtudisc !== undefined && options.pmtudisc !== 'do') await complaints.fail(2, `${word} ping does not fragment`);
  }
  options.pmtudisc ??= 'do';
}

/** -Q and -m as socket options. */
export function quality(options: PingOptions): { readonly tos?: number; readonly mark?: number } {
  return { ...(options.tos !== 0 && { tos: options.tos }), ...(options.mark !== undefined && { mark: options.mark }) };
}
