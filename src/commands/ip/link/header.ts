import { IFF, type LinkMessage, type OperState } from '../../../stack';
import type { Ip } from '../context';
import type { Color } from '../print';

/** In the order in which iproute2 prints them; RUNNING shows as NO-CARRIER where it is missing. */
const FLAGS = [
  'LOOPBACK', 'BROADCAST', 'POINTOPOINT', 'MULTICAST', 'NOARP', 'ALLMULTI', 'PROMISC', 'MASTER', 'SLAVE', 'DEBUG', 'DYNAMIC', 'AUTOMEDIA',
  'PORTSEL', 'NOTRAILERS', 'UP', 'LOWER_UP', 'DORMANT', 'ECHO',
] as const satisfies readonly (keyof typeof IFF)[];

/** Prints `<BROADCAST,MULTICAST,...> `. `lowerDown` adds M-DOWN. */
export function printLinkFlags(ip: Ip, flags: number, lowerDown: boolean): void {
  ip.print.openArray('flags', '<');
  const shown: string[] = (flags & IFF.UP) !== 0 && (flags & IFF.RUNNING) === 0 ? ['NO-CARRIER'] : [];
  let rest = flags & ~IFF.RUNNING;
  for (const name of FLAGS) {
    if ((rest & IFF[name]) !== 0) shown.push(name);
    rest &= ~IFF[name];
  }
  if (rest !== 0) shown.push((rest >>> 0).toString(16));
  if (lowerDown) shown.push('M-DOWN');
  shown.forEach((name, i) => ip.print.any(null, i === 0 ? '%s' : ',%s', name));
  ip.print.closeArray('> ');
}

/** Prints `veth0@veth1`; returns whether the lower device or peer, in this namespace, is down. */
export function printNameAndLink(ip: Ip, format: string, link: LinkMessage): boolean {
  let suffix = '';
  let lowerDown = false;
  if (link.link === 0) {
    ip.print.field('link', null);
    suffix = '@NONE';
  } else if (link.link !== undefined && link.linkNetnsid !== undefined) {
    ip.print.field('link_index', link.link);
    suffix = `@if${link.link}`;
  } else if (link.link !== undefined) {
    const lower = ip.link({ index: link.link });
    const name = lower?.ifname ?? `if${link.link}`;
    ip.print.field('link', name);
    suffix = `@${name}`;
    lowerDown = lower !== undefined && (lower.flags & IFF.UP) === 0;
  }
  ip.print.any('ifname', format, link.ifname + (ip.print.isJson ? '' : suffix), 'ifname');
  return lowerDown;
}

const STATE_COLORS: Readonly<Partial<Record<OperState, Color>>> = { UP: 'up', DOWN: 'down' };

export function printOperstate(ip: Ip, state: OperState): void {
  const color = STATE_COLORS[state];
  if (ip.options.brief) ip.print.any('operstate', '%-14s ', state, color);
  else {
    ip.print.text('state ');
    ip.print.any('operstate', '%s ', state, color);
  }
}
