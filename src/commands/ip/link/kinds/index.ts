import { bridge } from './bridge';
import { bridgeSlave } from './bridge-slave';
import { erspan, gre, gretap } from './gre';
import { ipip, sit } from './iptnl';
import { ipvlan, ipvtap } from './ipvlan';
import type { Kind } from './kind';
import { macvlan, macvtap } from './macvlan';
import { bond, bondSlave } from './bond';
import { tun } from './tun';
import { veth } from './veth';
import { vlan } from './vlan';
import { vrf, vrfSlave } from './vrf';
import { vxlan } from './vxlan';

/** Kinds that need nothing after their name. */
const plain: readonly Kind[] = ['dummy', 'ifb'].map(name => ({ name }));

const kinds: readonly Kind[] = [
  veth, vlan, bridge, bridgeSlave, macvlan, macvtap, ipvlan, ipvtap, vrf, vrfSlave, bond, bondSlave, tun, vxlan, ipip, sit, gre, gretap, erspan, ...plain,
];

/** The kinds whose arguments and details are known here; the kernel decides which of them it makes. */
export const KINDS: ReadonlyMap<string, Kind> = new Map(kinds.map(kind => [kind.name, kind]));
