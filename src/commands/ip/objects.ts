import { addressObject } from './address';
import { addrlabelObject } from './addrlabel';
import type { Ip } from './context';
import { mrouteObject, tcpMetricsObject } from './empty-tables';
import { ipUsage } from './help/ip';
import { fouObject, ilaObject, ioamObject, l2tpObject, macsecObject, mptcpObject, srObject } from './idle';
import { linkObject } from './link';
import { maddressObject } from './maddress';
import { monitorObject } from './monitor';
import { neighObject } from './neigh';
import { netconfObject } from './netconf';
import { netnsObject } from './netns';
import { nexthopObject } from './nexthop';
import { ntableObject } from './ntable';
import { routeObject } from './route';
import { ruleObject } from './rule';
import { statsObject } from './stats';
import { tunnelObject } from './tunnel';
import { tokenObject } from './token';
import { tuntapObject } from './tuntap';
import { vrfObject } from './vrf';
import { xfrmObject } from './xfrm';

/** What follows an object on the command line. Resolves to the exit code. */
export type Command = (ip: Ip, args: readonly string[]) => Promise<number> | number;

export interface IpObject {
  readonly name: string;
  /** undefined: iproute2 has it, the simulation doesn't */
  readonly run?: Command;
}

const help: Command = ip => ip.usage(ipUsage);

/** In ip.c's order, which decides what an abbreviation means. */
export const OBJECTS: readonly IpObject[] = [
  { name: 'address', run: addressObject },
  { name: 'addrlabel', run: addrlabelObject },
  { name: 'maddress', run: maddressObject },
  { name: 'route', run: routeObject },
  { name: 'rule', run: ruleObject },
  { name: 'neighbor', run: neighObject },
  { name: 'neighbour', run: neighObject },
  { name: 'ntable', run: ntableObject },
  { name: 'ntbl', run: ntableObject },
  { name: 'link', run: linkObject },
  { name: 'l2tp', run: l2tpObject },
  { name: 'fou', run: fouObject },
  { name: 'ila', run: ilaObject },
  { name: 'macsec', run: macsecObject },
  { name: 'tunnel', run: tunnelObject },
  { name: 'tunl', run: tunnelObject },
  { name: 'tuntap', run: tuntapObject },
  { name: 'tap', run: tuntapObject },
  { name: 'token', run: tokenObject },
  { name: 'tcpmetrics', run: tcpMetricsObject },
  { name: 'tcp_metrics', run: tcpMetricsObject },
  { name: 'monitor', run: monitorObject },
  { name: 'xfrm', run: xfrmObject },
  { name: 'mroute', run: mrouteObject },
  { name: 'mrule' },
  { name: 'netns', run: netnsObject },
  { name: 'netconf', run: netconfObject },
  { name: 'vrf', run: vrfObject },
  { name: 'sr', run: srObject },
  { name: 'nexthop', run: nexthopObject },
  { name: 'mptcp', run: mptcpObject },
  { name: 'ioam', run: ioamObject },
  { name: 'help', run: help },
  { name: 'stats', run: statsObject },
];
