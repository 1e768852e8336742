import type { Args } from '../../args';
import type { Ip } from '../../context';
import { option, special, type Argument, type Keyword } from '../../grammar';
import { integer, unsigned } from '../../numbers';
import { attribute, numberOf, parseKind, type Kind, type KindData } from './kind';

const MODES = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'];
const VALIDATE = ['none', 'active', 'backup', 'all', 'filter', 'filter_active', 'filter_backup'];
const ALL_TARGETS = ['any', 'all'];
const RESELECT = ['always', 'better', 'failure'];
const FAIL_OVER_MAC = ['none', 'active', 'follow'];
const HASH_POLICIES = ['layer2', 'layer3+4', 'layer2+3', 'encap2+3', 'encap3+4', 'vlan+srcmac'];
const LACP_ACTIVE = ['off', 'on'];
const LACP_RATES = ['slow', 'fast'];
const AD_SELECT = ['stable', 'bandwidth', 'count'];

/** get_index: a word in full, or its number. */
function named(name: string, key: string, names: readonly string[], exact = false): Keyword<KindData> {
  const argument: Argument<number> = {
    kind: name.toUpperCase(), choices: names,
    parse: text => {
      const index = integer(text);
      const found = index !== undefined && index >= 0 && index < names.length ? index : names.indexOf(text);
      return found < 0 ? undefined : found;
    },
  };
  return attribute(exact ? name : `${name}*`, key, argument, `invalid ${name}`);
}

function counted(notation: string, key: string, max: number, what = notation.replaceAll('*', '')): Keyword<KindData> {
  const argument: Argument<number> = { kind: 'NUMBER', parse: text => unsigned(text, max) };
  return option(notation, argument, { wrong: `invalid ${what}`, set: (data, value) => { data[key] = value; } });
}

function slave(notation: string, key: string): Keyword<KindData> {
  return special(notation, [{ kind: 'SLAVE_DEV' }], (args: Args, data, ip: Ip) => { data[key] = ip.deviceIndexOrFail(args.next()); });
}

const unsupported = (notation: string): Keyword<KindData> => special(notation, [], (args, _, ip) => ip.unsupported(`bond ${args.word!}`));

const U32 = 0xffffffff;

const keywords: readonly Keyword<KindData>[] = [
  named('mode', 'mode', MODES),
  slave('active_slave*', 'activeSlave'),
  special('clear_active_slave*', [], (_, data) => { data.activeSlave = 0; }),
  counted('miimon*', 'miimon', U32),
  counted('updelay*', 'updelay', U32),
  counted('downdelay*', 'downdelay', U32),
  counted('peer_notify_delay*', 'peerNotifDelay', U32),
  counted('use_carrier*', 'useCarrier', 255),
  counted('arp_interval*', 'arpInterval', U32),
  unsupported('arp_ip_target*'),
  unsupported('ns_ip6_target'),
  named('arp_validate', 'arpValidate', VALIDATE),
  named('arp_all_targets', 'arpAllTargets', ALL_TARGETS),
  counted('arp_missed_max', 'missedMax', 255),
  slave('primary*', 'primary'),
  named('primary_reselect', 'primaryReselect', RESELECT),
  named('fail_over_mac', 'failOverMac', FAIL_OVER_MAC),
  named('xmit_hash_policy', 'xmitHashPolicy', HASH_POLICIES),
  counted('resend_igmp*', 'resendIgmp', U32),
  counted('num_grat_arp* num_unsol_na*', 'numPeerNotif', 255, 'num_grat_arp|num_unsol_na'),
  counted('all_slaves_active*', 'allSlavesActive', 255),
  counted('min_links*', 'minLinks', U32),
  counted('lp_interval*', 'lpInterval', U32),
  counted('packets_per_slave*', 'packetsPerSlave', U32),
  named('lacp_rate', 'adLacpRate', LACP_RATES),
  named('lacp_active', 'adLacpActive', LACP_ACTIVE, true),
  named('ad_select', 'adSelect', AD_SELECT),
  unsupported('ad_user_port_key*'),
  unsupported('ad_actor_sys_prio*'),
  unsupported('ad_actor_system*'),
  counted('tlb_dynamic_lb*', 'tlbDynamicLb', 255),
];

type Row = readonly [key: string, json: string, word: string, names?: readonly string[]];
const row = (key: string, word: string, names?: readonly string[], json = word): Row => [key, json, word, names];

/** In the order in which iproute2 prints them; devices come in between. */
const ROWS: readonly Row[] = [
  row('mode', 'mode', MODES), row('activeSlave', 'active_slave'), row('miimon', 'miimon'), row('updelay', 'updelay'), row('downdelay', 'downdelay'),
  row('peerNotifDelay', 'peer_notify_delay'), row('useCarrier', 'use_carrier'), row('arpInterval', 'arp_interval'), row('missedMax', 'arp_missed_max'),
  row('arpValidate', 'arp_validate', VALIDATE), row('arpAllTargets', 'arp_all_targets', ALL_TARGETS), row('primary', 'primary'),
  row('primaryReselect', 'primary_reselect', RESELECT), row('failOverMac', 'fail_over_mac', FAIL_OVER_MAC), row('xmitHashPolicy', 'xmit_hash_policy', HASH_POLICIES),
  row('resendIgmp', 'resend_igmp'), row('numPeerNotif', 'num_grat_arp', undefined, 'num_peer_notif'), row('allSlavesActive', 'all_slaves_active'),
  row('minLinks', 'min_links'), row('lpInterval', 'lp_interval'), row('packetsPerSlave', 'packets_per_slave'),
  row('adLacpActive', 'lacp_active', LACP_ACTIVE, 'ad_lacp_active'), row('adLacpRate', 'lacp_rate', LACP_RATES, 'ad_lacp_rate'), row('adSelect', 'ad_select', AD_SELECT),
  row('tlbDynamicLb', 'tlb_dynamic_lb'),
];
const DEVICES: readonly string[] = ['activeSlave', 'primary'];

function printRow(ip: Ip, [key, json, word, names]: Row, data: Readonly<KindData>): void {
  const value = numberOf(data, key);
  if (value === undefined) return;
  if (DEVICES.includes(key)) ip.print.any(json, `${word} %s `, ip.deviceName(value));
  else if (key === 'arpValidate' && value === 0 && ip.print.isJson) ip.print.field(json, null);
  else if (names) ip.print.any(json, `${word} %s `, names[value] ?? 'UNKNOWN');
  else ip.print.any(json, `${word} %u `, value);
}

/** ip/iplink_bond.c. */
export const bond: Kind = {
  name: 'bond',
  shape: { keywords },
  parse: (ip, words) => parseKind<KindData>(ip, 'bond', words, keywords, {}),
  print(ip, data) {
    for (const each of ROWS) printRow(ip, each, data);
  },
};

const LINK_STATES = ['UP', 'GOING_DOWN', 'DOWN', 'GOING_BACK'];

const slaveKeywords: readonly Keyword<KindData>[] = [
  attribute('queue_id*', 'queueId', { kind: 'ID', parse: text => unsigned(text, 0xffff) }, 'queue_id is invalid'),
  attribute('prio', 'prio', { kind: 'PRIORITY', parse: integer }, 'prio is invalid'),
];

/** ip/iplink_bond_slave.c: a device in a bond. */
export const bondSlave: Kind = {
  name: 'bond_slave',
  shape: { keywords: slaveKeywords },
  parse: (ip, words) => parseKind<KindData>(ip, 'bond_slave', words, slaveKeywords, {}, 'option'),
  print(ip, data) {
    const { print } = ip;
    print.any('state', 'state %s ', ['ACTIVE', 'BACKUP'][numberOf(data, 'state') ?? 0]!);
    print.any('mii_status', 'mii_status %s ', LINK_STATES[numberOf(data, 'miiStatus') ?? 0]!);
    print.any('link_failure_count', 'link_failure_count %d ', numberOf(data, 'linkFailureCount') ?? 0);
    if (typeof data.permHwaddr === 'string') print.any('perm_hwaddr', 'perm_hwaddr %s ', data.permHwaddr);
    print.any('queue_id', 'queue_id %d ', numberOf(data, 'queueId') ?? 0);
    print.any('prio', 'prio %d ', numberOf(data, 'prio') ?? 0);
  },
};
