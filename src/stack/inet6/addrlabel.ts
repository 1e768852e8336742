import { contains, networkOf, parseIpv6 } from '../address';
import { RtnetlinkError, type AddrLabelMessage, type DelAddrLabel, type NewAddrLabel } from '../rtnetlink';
import type { Inet6 } from './inet6';

/** What a namespace starts with (net/ipv6/addrlabel.c, RFC 6724 section 2.1). */
const DEFAULTS = [
  ['::1', 128, 0], ['::', 96, 3], ['::ffff:0:0', 96, 4], ['2001::', 32, 6], ['2001:10::', 28, 7], ['3ffe::', 16, 12], ['2002::', 16, 2],
  ['fec0::', 10, 11], ['fc00::', 7, 5], ['::', 0, 1],
] as const;

/** Of an address that no entry matches (IPV6_ADDR_LABEL_DEFAULT). */
const NO_LABEL = 0xffffffff;

/** A namespace's labels for source address selection: longest prefixes first. */
export class AddrLabels {
  readonly #entries: AddrLabelMessage[] = DEFAULTS.map(([text, length, label]) => ({ prefix: { address: parseIpv6(text)!, length }, index: 0, label }));

  entries(): AddrLabelMessage[] {
    return [...this.#entries];
  }

  /** ipv6_addr_label. @param index ifindex of the device that the address is of or leads to; 0 if unknown */
  labelOf(address: bigint, index: number): number {
    return this.#entries.find(entry => (entry.index === 0 || entry.index === index) && contains(entry.prefix, address))?.label ?? NO_LABEL;
  }

  /** @throws {RtnetlinkError} EEXIST */
  add({ prefix, index, label, replace }: NewAddrLabel): void {
    const entry = { prefix: normal(prefix), index, label };
    for (const [i, other] of this.#entries.entries()) {
      if (same(entry, other)) {
        if (!replace) throw new RtnetlinkError('EEXIST');
        this.#entries[i] = entry;
        return;
      }
      if (other.prefix.length < entry.prefix.length || (other.prefix.length === entry.prefix.length && other.index === 0)) {
        this.#entries.splice(i, 0, entry);
        return;
      }
    }
    this.#entries.push(entry);
  }

  /** @throws {RtnetlinkError} ESRCH */
  delete({ prefix, index, label }: DelAddrLabel): void {
    const at = this.#entries.findIndex(other => same({ prefix: normal(prefix), index, label }, other));
    if (at < 0) throw new RtnetlinkError('ESRCH');
    this.#entries.splice(at, 1);
  }
}

const normal = ({ address, length }: AddrLabelMessage['prefix']): AddrLabelMessage['prefix'] => ({ address: networkOf(address, length) as bigint, length });

function same(a: AddrLabelMessage, b: AddrLabelMessage): boolean {
  return a.prefix.length === b.prefix.length && a.index === b.index && a.prefix.address === b.prefix.address;
}

/** RTM_*ADDRLABEL. */
export function registerAddrLabels(inet6: Inet6): void {
  const { rtnetlink, devices } = inet6.netns;
  rtnetlink.register('RTM_NEWADDRLABEL', 0, message => {
    if (message.index && !devices.byIndex(message.index)) throw new RtnetlinkError('EINVAL');
    inet6.labels.add(message);
  });
  rtnetlink.register('RTM_DELADDRLABEL', 0, message => inet6.labels.delete(message));
  rtnetlink.registerDump('RTM_GETADDRLABEL', 0, () => inet6.labels.entries());
}
