import { addressObject } from './address';
import { addrlabelObject } from './addrlabel';
import type { Shape } from '../shape';
import type { Ip } from './context';
import { mrouteObject, tcpMetricsObject } from './empty-tables';
import { ipUsage } from './help/ip';
import { fouObject, ilaObject, ioamObject, l2tpObject, macsecObject, mptcpObject, srObject } from './idle';
import { linkObject } from './link';
import { maddressObject } from './maddress';
import { monitorObject, monitorShape } from './monitor';
import { neighObject } from './neigh';
import { netconfObject } from './netconf';
import { netnsObject } from './netns';
import { nexthopObject } from './nexthop';
import { ntableObject } from './ntable';
import { routeObject } from './route';
import { ruleObject } from './rule';
import { statsObject } from './stats';
import { tunnelObject, tunnelShape } from './tunnel';
import { tokenObject } from './token';
import { tuntapObject } from './tuntap';
import { vrfObject } from './vrf';
import { xfrmObject } from './xfrm';

/** What follows an object on the command line. Resolves to the exit code. */
export interface Command {
  (ip: Ip, args: readonly string[]): Promise<number> | number;
  /** for completion and inspection */
  readonly shape?: Shape;
}

export interface IpObject {
  readonly name: string;
  /** undefined: iproute2 has it, the simulation doesn't */
  readonly run?: Command;
  /** what follows it, where `run` doesn't say so itself */
  readonly shape?: Shape;
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
  { name: 'tunnel', run: tunnelObject, shape: tunnelShape },
  { name: 'tunl', run: tunnelObject },
  { name: 'tuntap', run: tuntapObject },
  { name: 'tap', run: tuntapObject },
  { name: 'token', run: tokenObject },
  { name: 'tcpmetrics', run: tcpMetricsObject },
  { name: 'tcp_metrics', run: tcpMetricsObject },
  { name: 'monitor', run: monitorObject, shape: monitorShape },
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
