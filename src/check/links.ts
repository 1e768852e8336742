import type { IpAddrInfo, IpLink } from '../backend/snapshot';
import { parseAddress } from '../stack/address';
import type { Finding, Form } from './form';
import { findLink, whereIs } from './world';
import type { Place } from './world';

/** A form about a link that has to be there. */
function aboutLink(rest: string, judge: (link: IpLink, slot: (name: string) => string, place: Place) => Finding): Form {
  return {
    syntax: `link DEV ${rest}`,
    judge: (place, slot) => {
      const name = slot('DEV')!;
      const link = findLink(place, name);
      return link ? judge(link, (one) => slot(one)!, place) : { holds: false, missing: true, expected: `a link ${name}`, found: `no link ${name}${whereIs(place)}` };
    },
  };
}

/** A form about one value of a link. */
function property(label: string, slotName: string, read: (link: IpLink, place: Place) => string | undefined, same = (a: string, b: string): boolean => a === b): Form {
  return aboutLink(`${label} ${slotName}`, (link, slot, place) => {
    const [wanted, found] = [slot(slotName), read(link, place)];
    return { holds: found !== undefined && same(found, wanted), expected: `${label} ${wanted}`, found: found === undefined ? `no ${label}` : `${label} ${found}` };
  });
}

/** A veth's other end, in whatever namespace of the host it lives. */
function peerOf(link: IpLink, { world, host, netns }: Place): string | undefined {
  if (link.linkinfo?.info_kind !== 'veth') return undefined;
  if (link.link) return link.link;
  const elsewhere = world.snapshot.hosts.find(({ name }) => name === host)!.netns.filter((one) => one !== netns);
  return elsewhere.flatMap(({ addr }) => addr).find(({ ifindex, link_index, linkinfo }) => ifindex === link.link_index && link_index === link.ifindex && linkinfo?.info_kind === 'veth')?.ifname;
}

const withLength = ({ local, prefixlen }: IpAddrInfo): string => `${local}/${prefixlen}`;

/** An address without a length stands for any length. */
function isAddress(info: IpAddrInfo, wanted: string): boolean {
  const [address, length] = wanted.split('/');
  return parseAddress(info.local) === parseAddress(address!) && (length === undefined || Number(length) === info.prefixlen);
}

/** What a line can say of links. */
export const LINKS: readonly Form[] = [
  {
    syntax: 'link DEV [exists]',
    judge: (place, slot) => {
      const name = slot('DEV')!;
      const holds = findLink(place, name) !== undefined;
      return { holds, expected: `a link ${name}`, found: `${holds ? 'a' : 'no'} link ${name}${whereIs(place)}` };
    },
  },
  property('operstate', 'OPERSTATE', ({ operstate }) => operstate),
  property('mtu', 'MTU', ({ mtu }) => String(mtu), (a, b) => Number(a) === Number(b)),
  property('kind', 'KIND', ({ linkinfo }) => linkinfo?.info_kind),
  property('peer', 'PEER', peerOf),
  property('master', 'MASTER', ({ master }) => master),
  property('address', 'MAC', ({ address }) => address, (a, b) => a.toLowerCase() === b.toLowerCase()),
  aboutLink('has flag FLAG', ({ flags }, slot) => ({ holds: flags.includes(slot('FLAG')), expected: `flag ${slot('FLAG')}`, found: `<${flags.join(',')}>` })),
  aboutLink('has address LOCAL', ({ addr_info: all = [] }, slot) => ({
    holds: all.some((info) => isAddress(info, slot('LOCAL'))),
    expected: `address ${slot('LOCAL')}`,
    found: all.length === 0 ? 'no address' : `address ${all.map(withLength).join(', ')}`,
  })),
];
