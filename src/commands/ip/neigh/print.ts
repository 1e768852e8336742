import { NTF, NUD, type FdbMessage, type NeighMessage } from '../../../stack';
import type { Ip } from '../context';
import type { Color } from '../print';
import { STATES } from './states';

/** Flags that are words of their own, in print_neigh's order. */
const FLAGS: readonly (readonly [number, string])[] = [[NTF.ROUTER, 'router'], [NTF.PROXY, 'proxy'], [NTF.EXT_LEARNED, 'extern_learn'], [NTF.OFFLOADED, 'offload']];

const HZ = 100;

/** A neighbour, or an entry of a bridge's forwarding database. */
type Shown = NeighMessage | FdbMessage;

/** A neighbour: print_neigh of ip/ipneigh.c. @param dev whether its device is named */
export function printNeigh(ip: Ip, neigh: Shown, { dev, deleted = false }: { readonly dev: boolean; readonly deleted?: boolean }): void {
  const { print } = ip;
  const { brief } = ip.options;
  print.openObject();
  if (deleted) print.flag('deleted', 'Deleted ');
  if ('probes' in neigh) {
    const color: Color = typeof neigh.dst === 'number' ? 'inet' : 'inet6';
    print.any('dst', brief ? '%-39s ' : '%s ', ip.host(neigh.dst), color);
  }
  if (dev && neigh.index !== 0) {
    if (!brief) print.text('dev ');
    print.any('dev', brief ? '%-16s ' : '%s ', ip.deviceName(neigh.index), 'ifname');
  }
  if (neigh.lladdr !== undefined) {
    if (!brief) print.text('lladdr ');
    print.any('lladdr', brief ? '%s' : '%s ', neigh.lladdr, 'mac');
  }
  if (!brief) printDetails(ip, neigh);
  print.text('\n');
  print.closeObject();
}

function printDetails(ip: Ip, neigh: Shown): void {
  const { print } = ip;
  for (const [flag, name] of FLAGS) {
    if ((neigh.flags & flag) === 0) continue;
    print.text('%s ', name);
    print.field(name, null);
  }
  if (ip.options.stats > 0 && 'probes' in neigh && (neigh.flags & NTF.PROXY) === 0) {
    const { refcnt, used, confirmed, updated } = neigh.cacheinfo;
    if (refcnt !== 0) print.any('refcnt', ' ref %u', refcnt);
    print.any('used', ' used %u', Math.floor(used / HZ));
    print.any('confirmed', '/%u', Math.floor(confirmed / HZ));
    print.any('updated', '/%u', Math.floor(updated / HZ));
    print.any('probes', 'probes %u ', neigh.probes);
  }
  if (neigh.state !== NUD.NONE) {
    print.openArray('state');
    for (const name of STATES) {
      if ((neigh.state & NUD[name]) !== 0) print.any(null, '%s ', name);
    }
    print.closeArray();
  }
  if ('probes' in neigh && neigh.protocol) print.any('protocol', 'proto %s ', ip.names.name('rt_protos', neigh.protocol));
}
