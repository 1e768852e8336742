import type { IpLink } from '../../backend/snapshot';

/** The first two lines of an interface, of which the second may name a namespace. */
const INTERFACE = /^(\d+): .*\n {4}link\/.* link-netns (\S+)/gm;

/**
 * Links with the name of the namespace where their other end is: iproute2 6.1 (print_linkinfo) writes it as text alone, and a number in JSON.
 * @param text what `ip link` or `ip addr` printed of them
 */
export function withLinkNetns(links: readonly IpLink[], text: string): readonly IpLink[] {
  const names = new Map([...text.matchAll(INTERFACE)].map(([, index, name]) => [Number(index), name!]));
  return links.map(link => {
    const name = names.get(link.ifindex);
    return name === undefined ? link : { ...link, link_netns: name };
  });
}
