import { AF_INET, RTNH_F, RT_SCOPE, formatAddress, type NexthopGroupEntry, type NexthopMessage } from '../../../stack';
import type { Ip } from '../context';

function printGroup({ print }: Ip, group: readonly NexthopGroupEntry[]): void {
  print.openArray('group', 'group ');
  group.forEach(({ id, weight }, i) => {
    print.openObject();
    print.any('id', `${i === 0 ? '' : '/'}%u`, id);
    if (weight > 1) print.any('weight', ',%u', weight);
    print.closeObject();
  });
  print.closeArray(' ');
}

/** A nexthop object, as `ip nexthop` and `ip -d route` show it (__print_nexthop_entry). @param key its name in JSON */
export function printNexthop(ip: Ip, { id, group, gateway, oif, scope, blackhole, protocol, flags }: NexthopMessage, key?: string): void {
  const { print, names } = ip;
  const details = ip.options.details > 0;
  print.openObject(key);
  print.any('id', 'id %u ', id);
  if (group) printGroup(ip, group);
  if (gateway !== undefined) {
    print.text('via ');
    print.any('gateway', '%s ', formatAddress(gateway), typeof gateway === 'number' ? 'inet' : 'inet6');
  }
  if (oif !== undefined) {
    print.text('dev ');
    print.any('dev', '%s ', ip.deviceName(oif), 'ifname');
  }
  if (scope !== RT_SCOPE.UNIVERSE || details) print.any('scope', 'scope %s ', names.name('rt_scopes', scope));
  if (blackhole) {
    if (print.isJson) print.field('blackhole', null);
    else print.text('blackhole ');
  }
  if (protocol !== 0 || details) print.any('protocol', 'proto %s ', names.name('rt_protos', protocol));
  print.openArray('flags');
  if (flags & RTNH_F.ONLINK) print.any(null, '%s ', 'onlink');
  print.closeArray();
  print.closeObject();
}

/** Whether a filter that asks for devices, masters or a family leaves an object in (nh_dump_filtered). */
export function accepts(ip: Ip, filter: NexthopFilter, { family, group, oif, protocol }: NexthopMessage): boolean {
  if (filter.groups && !group) return false;
  if (filter.protocol && filter.protocol !== protocol) return false;
  if (filter.family && filter.family !== family) return false;
  if (!filter.dev && !filter.master) return true;
  if (group || oif === undefined) return false;
  return (!filter.dev || filter.dev === oif) && (!filter.master || ip.link({ index: oif })?.master === filter.master);
}

export interface NexthopFilter {
  family: number;
  dev?: number;
  master?: number;
  groups?: boolean;
  protocol?: number;
  id?: number;
}

/** The family that a gateway or device stands for where none was named. */
export const DEFAULT_FAMILY = AF_INET;
