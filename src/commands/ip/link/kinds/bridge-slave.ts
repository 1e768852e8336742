import { device, number, oneOf } from '../../arguments';
import type { Ip } from '../../context';
import { Failed, Quit } from '../../failure';
import { special, type Argument, type Keyword } from '../../grammar';
import { printTimer } from './bridge';
import { attribute, numberOf, parseKind, type Kind, type KindData } from './kind';

/** BR_STATE_* by number. */
const STATES = ['disabled', 'listening', 'learning', 'forwarding', 'blocking'];

/** Link-local groups that a port may forward, by bit. */
const FORWARDED: Readonly<Record<number, string>> = { 0: 'stp', 2: 'lacp', 14: 'lldp' };

type Shown = 'number' | 'onOff' | 'hex' | 'string' | 'timer';
interface Row {
  readonly key: string;
  readonly text: string;
  readonly shown: Shown;
  readonly json: string;
}
const row = (key: string, text: string, shown: Shown, json = text): Row => ({ key, text, shown, json });

/** In the order in which iproute2 prints them, between the state and the masks. */
const ROWS: readonly Row[] = [
  row('priority', 'priority', 'number'), row('cost', 'cost', 'number'), row('mode', 'hairpin', 'onOff'), row('guard', 'guard', 'onOff'),
  row('protect', 'root_block', 'onOff'), row('fastLeave', 'fastleave', 'onOff'), row('learning', 'learning', 'onOff'), row('unicastFlood', 'flood', 'onOff'),
  row('id', 'port_id', 'hex', 'id'), row('no', 'port_no', 'hex', 'no'), row('designatedPort', 'designated_port', 'number'),
  row('designatedCost', 'designated_cost', 'number'), row('bridgeId', 'designated_bridge', 'string', 'bridge_id'), row('rootId', 'designated_root', 'string', 'root_id'),
  row('holdTimer', 'hold_timer', 'timer'), row('messageAgeTimer', 'message_age_timer', 'timer'), row('forwardDelayTimer', 'forward_delay_timer', 'timer'),
  row('topologyChangeAck', 'topology_change_ack', 'number'), row('configPending', 'config_pending', 'number'), row('proxyarp', 'proxy_arp', 'onOff'),
  row('proxyarpWifi', 'proxy_arp_wifi', 'onOff'), row('multicastRouter', 'mcast_router', 'number', 'multicast_router'),
];
const LATER_ROWS: readonly Row[] = [
  row('mcastFlood', 'mcast_flood', 'onOff'), row('bcastFlood', 'bcast_flood', 'onOff'), row('mcastToUcast', 'mcast_to_unicast', 'onOff'), row('neighSuppress', 'neigh_suppress', 'onOff'),
];
const LAST_ROWS: readonly Row[] = [row('vlanTunnel', 'vlan_tunnel', 'onOff'), row('isolated', 'isolated', 'onOff'), row('locked', 'locked', 'onOff')];

/** A wrong word here ends the whole program. */
function onOff(name: string): Argument<boolean> {
  const words = oneOf(name, ['off', 'on']);
  return {
    ...words,
    parse: (text, ip) => {
      try {
        return words.parse(text, ip) === 1;
      } catch (error) {
        throw error instanceof Failed ? new Quit(error.text, 1) : error;
      }
    },
  };
}

const switchOf = (text: string, key: string): Keyword<KindData> => attribute(`${text}*`, key, onOff(text));

const keywords: readonly Keyword<KindData>[] = [
  special('fdb_flush*', [], (_, data) => { data.flush = true; }),
  attribute('state*', 'state', number('STATE', 0xff), 'state is invalid'),
  attribute('priority*', 'priority', number('PRIORITY', 0xffff), 'priority is invalid'),
  attribute('cost*', 'cost', number('COST'), 'cost is invalid'),
  switchOf('hairpin', 'mode'),
  switchOf('guard', 'guard'),
  switchOf('root_block', 'protect'),
  switchOf('fastleave', 'fastLeave'),
  switchOf('learning', 'learning'),
  switchOf('flood', 'unicastFlood'),
  switchOf('mcast_flood', 'mcastFlood'),
  switchOf('bcast_flood', 'bcastFlood'),
  switchOf('mcast_to_unicast', 'mcastToUcast'),
  switchOf('proxy_arp', 'proxyarp'),
  switchOf('proxy_arp_wifi', 'proxyarpWifi'),
  attribute('mcast_router*', 'multicastRouter', number('MULTICAST_ROUTER', 0xff), 'invalid mcast_router'),
  switchOf('mcast_fast_leave', 'fastLeave'),
  switchOf('neigh_suppress', 'neighSuppress'),
  attribute('group_fwd_mask*', 'groupFwdMask', number('MASK', 0xffff), 'invalid group_fwd_mask'),
  switchOf('vlan_tunnel', 'vlanTunnel'),
  switchOf('isolated', 'isolated'),
  switchOf('locked', 'locked'),
  attribute('backup_port*', 'backupPort', device, 'Device does not exist\n'),
  special('nobackup_port*', [], (_, data) => { data.backupPort = 0; }),
];

function printRow(ip: Ip, { key, text, shown, json }: Row, data: Readonly<KindData>): void {
  const value = data[key];
  if (typeof value === 'string') ip.print.any(json, `${text} %s `, value);
  const plain = numberOf(data, key);
  if (plain === undefined) return;
  if (shown === 'onOff') ip.print.onOff(json, `${text} %s `, plain !== 0);
  else if (shown === 'hex') ip.print.hex(json, `${text} %#llx `, plain);
  else if (shown === 'timer') printTimer(ip, text, plain);
  else ip.print.any(json, `${text} %u `, plain);
}

function printMask(ip: Ip, mask: number): void {
  ip.print.hex('group_fwd_mask', 'group_fwd_mask %#llx ', mask);
  const names = Array.from({ length: 16 }, (_, bit) => bit).filter(bit => (mask & (1 << bit)) !== 0).map(bit => FORWARDED[bit] ?? `0x${(1 << bit).toString(16)}`);
  ip.print.any('group_fwd_mask_str', 'group_fwd_mask_str %s ', names.join(',') || '0x0');
}

/** ip/iplink_bridge_slave.c: a port of a bridge. */
export const bridgeSlave: Kind = {
  name: 'bridge_slave',
  shape: { keywords },
  parse: (ip, words) => parseKind<KindData>(ip, 'bridge_slave', words, keywords, {}, 'option'),
  print(ip, data) {
    const state = numberOf(data, 'state');
    if (state !== undefined) ip.print.any(STATES[state] === undefined ? 'state_index' : 'state', STATES[state] === undefined ? 'state (%d) ' : 'state %s ', STATES[state] ?? state);
    for (const each of ROWS) printRow(ip, each, data);
    const fastLeave = numberOf(data, 'fastLeave');
    if (fastLeave !== undefined) ip.print.text('mcast_fast_leave %s ', fastLeave ? 'on' : 'off');
    for (const each of LATER_ROWS) printRow(ip, each, data);
    const mask = numberOf(data, 'groupFwdMask');
    if (mask !== undefined) printMask(ip, mask);
    for (const each of LAST_ROWS) printRow(ip, each, data);
    const backup = numberOf(data, 'backupPort');
    if (backup !== undefined) ip.print.any('backup_port', 'backup_port %s ', ip.deviceName(backup));
  },
};
