import { bigNumber, lladdr, number } from '../../arguments';
import type { Ip } from '../../context';
import { option, special, type Keyword } from '../../grammar';
import { attribute, numberOf, parseKind, type Kind, type KindData } from './kind';
import { etherType, etherTypeName } from './protocols';

/** BR_BOOLOPT_* as bits of IFLA_BR_MULTI_BOOLOPT. */
const BOOLOPT = { no_linklocal_learn: 1, mcast_vlan_snooping: 2 } as const;

interface BoolOptions {
  readonly optval: number;
  readonly optmask: number;
}

/** An attribute, what iproute2 calls it in text and in JSON, and how it is read and printed. */
interface Row {
  readonly key: string;
  readonly text: string;
  readonly json?: string;
  /** how an argument sets it; undefined: it can't be set */
  readonly bits?: 8 | 16 | 32 | 64;
  readonly shown?: 'hex' | 'protocol' | 'timer' | 'string' | 'address';
}

const row = (key: string, text: string, bits?: Row['bits'], more: Partial<Row> = {}): Row => ({ key, text, bits, ...more });

/** In the order in which iproute2 prints them; a `boolopt` stands where they are printed. */
const ROWS: readonly (Row | 'boolopt')[] = [
  row('forwardDelay', 'forward_delay', 32),
  row('helloTime', 'hello_time', 32),
  row('maxAge', 'max_age', 32),
  row('ageingTime', 'ageing_time', 32),
  row('stpState', 'stp_state', 32),
  row('priority', 'priority', 16),
  row('vlanFiltering', 'vlan_filtering', 8),
  row('vlanProtocol', 'vlan_protocol', undefined, { shown: 'protocol' }),
  row('bridgeId', 'bridge_id', undefined, { shown: 'string' }),
  // iproute2 6.1 shows the bridge's own id here, whichever bridge is the root.
  row('bridgeId', 'designated_root', undefined, { shown: 'string', json: 'root_id' }),
  row('rootPort', 'root_port'),
  row('rootPathCost', 'root_path_cost'),
  row('topologyChange', 'topology_change'),
  row('topologyChangeDetected', 'topology_change_detected'),
  row('helloTimer', 'hello_timer', undefined, { shown: 'timer' }),
  row('tcnTimer', 'tcn_timer', undefined, { shown: 'timer' }),
  row('topologyChangeTimer', 'topology_change_timer', undefined, { shown: 'timer' }),
  row('gcTimer', 'gc_timer', undefined, { shown: 'timer' }),
  row('vlanDefaultPvid', 'vlan_default_pvid', 16),
  row('vlanStatsEnabled', 'vlan_stats_enabled', 8),
  row('vlanStatsPerPort', 'vlan_stats_per_port', 8),
  row('groupFwdMask', 'group_fwd_mask', 16, { shown: 'hex' }),
  row('groupAddr', 'group_address', undefined, { shown: 'address', json: 'group_addr' }),
  row('mcastSnooping', 'mcast_snooping', 8),
  'boolopt',
  row('mcastRouter', 'mcast_router', 8),
  row('mcastQueryUseIfaddr', 'mcast_query_use_ifaddr', 8),
  row('mcastQuerier', 'mcast_querier', 8),
  row('mcastHashElasticity', 'mcast_hash_elasticity', 32),
  row('mcastHashMax', 'mcast_hash_max', 32),
  row('mcastLastMemberCnt', 'mcast_last_member_count', 32, { json: 'mcast_last_member_cnt' }),
  row('mcastStartupQueryCnt', 'mcast_startup_query_count', 32, { json: 'mcast_startup_query_cnt' }),
  row('mcastLastMemberIntvl', 'mcast_last_member_interval', 64, { json: 'mcast_last_member_intvl' }),
  row('mcastMembershipIntvl', 'mcast_membership_interval', 64, { json: 'mcast_membership_intvl' }),
  row('mcastQuerierIntvl', 'mcast_querier_interval', 64, { json: 'mcast_querier_intvl' }),
  row('mcastQueryIntvl', 'mcast_query_interval', 64, { json: 'mcast_query_intvl' }),
  row('mcastQueryResponseIntvl', 'mcast_query_response_interval', 64, { json: 'mcast_query_response_intvl' }),
  row('mcastStartupQueryIntvl', 'mcast_startup_query_interval', 64, { json: 'mcast_startup_query_intvl' }),
  row('mcastStatsEnabled', 'mcast_stats_enabled', 8),
  row('mcastIgmpVersion', 'mcast_igmp_version', 8),
  row('mcastMldVersion', 'mcast_mld_version', 8),
  row('nfCallIptables', 'nf_call_iptables', 8),
  row('nfCallIp6tables', 'nf_call_ip6tables', 8),
  row('nfCallArptables', 'nf_call_arptables', 8),
];

/** In the order in which iproute2 compares them, where abbreviations make it matter. */
const FIRST = ['forward_delay', 'hello_time', 'max_age', 'ageing_time', 'stp_state', 'priority', 'vlan_filtering', 'vlan_protocol', 'group_fwd_mask', 'group_address', 'fdb_flush', 'vlan_default_pvid', 'vlan_stats_enabled', 'vlan_stats_per_port', 'mcast_router', 'mcast_snooping'];

function keyword({ key, text, bits, shown }: Row): Keyword<KindData> | undefined {
  const wrong = `invalid ${text}`;
  if (shown === 'protocol') return attribute(`${text}*`, key, etherType, wrong);
  if (shown === 'address') return attribute(`${text}*`, key, lladdr);
  if (bits === undefined) return undefined;
  return bits === 64 ? attribute(`${text}*`, key, bigNumber('NUMBER'), wrong) : attribute(`${text}*`, key, number('NUMBER', 2 ** bits - 1), wrong);
}

function boolOption(name: keyof typeof BOOLOPT): Keyword<KindData> {
  return option(name, number('NUMBER', 0xff), {
    wrong: `invalid ${name}`,
    set: (data, value) => {
      const { optval, optmask } = (data.multiBoolopt ?? { optval: 0, optmask: 0 }) as BoolOptions;
      const bit = BOOLOPT[name];
      data.multiBoolopt = { optval: value ? optval | bit : optval & ~bit, optmask: optmask | bit };
    },
  });
}

const place = ({ words: [word] }: Keyword<KindData>): number => {
  const index = FIRST.indexOf(word!.text);
  return index < 0 ? FIRST.length : index;
};

const keywords: readonly Keyword<KindData>[] = [
  ...ROWS.flatMap(each => each === 'boolopt' ? [] : keyword(each) ?? []),
  special<KindData>('fdb_flush*', [], (_, data) => { data.fdbFlush = true; }),
  boolOption('no_linklocal_learn'),
  boolOption('mcast_vlan_snooping'),
].sort((a, b) => place(a) - place(b));

function printRow(ip: Ip, { key, text, json = text, shown }: Row, data: Readonly<KindData>): void {
  const value = data[key];
  if (shown === 'string' || shown === 'address') {
    if (typeof value === 'string') ip.print.any(json, `${text} %s `, value);
  } else if (typeof value === 'bigint') ip.print.any(json, `${text} %llu `, value);
  const plain = numberOf(data, key);
  if (plain === undefined) return;
  if (shown === 'hex') ip.print.hex(json, `${text} %#llx `, plain);
  else if (shown === 'protocol') ip.print.any(json, `${text} %s `, etherTypeName(plain));
  else if (shown === 'timer') printTimer(ip, text, plain);
  else ip.print.any(json, `${text} %u `, plain);
}

/** @param hundredths of a second that are left */
export function printTimer(ip: Ip, name: string, hundredths: number): void {
  const fraction = String(hundredths % 100).padStart(2, '0');
  ip.print.raw(name, `${Math.floor(hundredths / 100)}.${fraction}`);
  ip.print.text(`${name} %4d.${fraction} `, Math.floor(hundredths / 100));
}

function printBoolOptions(ip: Ip, options: BoolOptions | undefined): void {
  for (const name of ['no_linklocal_learn', 'mcast_vlan_snooping'] as const) {
    if (options && (options.optmask & BOOLOPT[name]) !== 0) ip.print.any(name, `${name} %u `, (options.optval & BOOLOPT[name]) === 0 ? 0 : 1);
  }
}

/** ip/iplink_bridge.c. */
export const bridge: Kind = {
  name: 'bridge',
  shape: { keywords },
  parse: (ip, words) => parseKind<KindData>(ip, 'bridge', words, keywords, {}),
  print(ip, data) {
    for (const each of ROWS) {
      if (each === 'boolopt') printBoolOptions(ip, data.multiBoolopt as BoolOptions | undefined);
      else printRow(ip, each, data);
    }
  },
};
