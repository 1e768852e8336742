import type { IpAddrInfo, IpLink } from '../../backend/snapshot';

/** Devices that Linux makes of its own accord when a kind of tunnel is first used. */
const FALLBACK = ['tunl0', 'gre0', 'gretap0', 'erspan0', 'sit0', 'ip6tnl0', 'ip6gre0', 'ip_vti0', 'ip6_vti0'];

/** Whether an interface tells nothing: lo that is up and has the loopback addresses alone, or a tunnel that nobody asked for. */
export function isUsual(link: IpLink): boolean {
  const addresses = link.addr_info ?? [];
  if (link.ifalias !== undefined) return false;
  if (link.link_type === 'loopback') return link.flags.includes('UP') && addresses.every(isLoopbackAddress);
  return FALLBACK.includes(link.ifname) && !link.flags.includes('UP') && addresses.length === 0 && link.master === undefined;
}

/** One of the two that every lo has. */
export function isLoopbackAddress({ local, prefixlen }: IpAddrInfo): boolean {
  return (local === '127.0.0.1' && prefixlen === 8) || (local === '::1' && prefixlen === 128);
}
