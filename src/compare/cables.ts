import type { IpLink, Snapshot } from '../backend';

/** What a network card of the simulated backend and a veth in its place have for a queueing discipline. */
const QDISC = '(?:noqueue|fq_codel)';

const escape = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * A lab's cables end in network cards; in place of one, the real backend has a veth whose peer is in another host's namespace.
 * Takes out what tells them apart: that peer's index and namespace, the queueing discipline, what the driver can do.
 */
export class Cables {
  readonly #names: ReadonlySet<string>;
  readonly #patterns: readonly (readonly [RegExp, string | ((...groups: string[]) => string)])[];

  constructor({ cables }: Pick<Snapshot, 'cables'>) {
    this.#names = new Set(cables.flatMap(({ a, b }) => [a.dev, b.dev]));
    const name = `(?:${[...this.#names].map(escape).join('|')})`;
    this.#patterns = this.#names.size === 0 ? [] : [
      [new RegExp(`^(\\d+: ${name})(?:@if\\d+)?(: <[A-Z,_-]*> mtu \\d+ qdisc )${QDISC}(.*?(?:\\n|\\\\) {4}link/ether \\S+ brd \\S+)(?: link-netnsid \\d+)?`, 'gm'), '$1$2CABLE$3'],
      [new RegExp(`^(${name})(@if\\d+)( +)(?=[A-Z])`, 'gm'), (_, dev, peer, blanks) => dev! + ' '.repeat(peer!.length) + blanks!],
      [new RegExp(`"link_index":\\d+,("ifname":"${name}")`, 'g'), '$1'],
      [new RegExp(`("ifname":"${name}"[^{}]*?"qdisc":")${QDISC}"`, 'g'), '$1CABLE"'],
      [new RegExp(`("ifname":"${name}"[^{}]*?),"link_netnsid":\\d+`, 'g'), '$1'],
    ];
  }

  text(text: string): string {
    let result = text;
    for (const [pattern, replacement] of this.#patterns) result = typeof replacement === 'string' ? result.replace(pattern, replacement) : result.replace(pattern, replacement);
    return result;
  }

  link(link: IpLink): unknown {
    if (!this.#names.has(link.ifname)) return link;
    return Object.fromEntries(Object.entries(link).filter(([key]) => !DRIVER.has(key)));
  }
}

/** What `ip -d -j link` shows of a driver and of a peer. */
const DRIVER: ReadonlySet<string> = new Set(['link_index', 'link_netnsid', 'qdisc', 'linkinfo', 'num_tx_queues', 'num_rx_queues', 'tso_max_size', 'tso_max_segs', 'min_mtu', 'max_mtu']);
