import { number, onOff } from '../../arguments';
import type { Args } from '../../args';
import type { Ip } from '../../context';
import { wrongArgument } from '../../errors';
import { option, special, type Keyword } from '../../grammar';
import { unsigned } from '../../numbers';
import { attribute, numberOf, parseKind, type Kind, type KindData } from './kind';
import { etherType, etherTypeName } from './protocols';

/** VLAN_FLAG_* (linux/if_vlan.h). */
const FLAGS = { REORDER_HDR: 1, GVRP: 2, LOOSE_BINDING: 4, MVRP: 8, BRIDGE_BINDING: 16 } as const;
const PRINTED = ['REORDER_HDR', 'GVRP', 'MVRP', 'LOOSE_BINDING', 'BRIDGE_BINDING'] as const;

interface QosMapping {
  readonly from: number;
  readonly to: number;
}

function flagKeyword(name: string, mask: number): Keyword<KindData> {
  return option(`${name}*`, onOff(name), {
    set: (data, on) => {
      const { flags, mask: before } = (data.flags ?? { flags: 0, mask: 0 }) as { flags: number; mask: number };
      data.flags = { flags: on ? flags | mask : flags & ~mask, mask: before | mask };
    },
  });
}

/** Any number of FROM:TO; the first word without a colon ends them. */
function readMap(args: Args, keyword: string): QosMapping[] {
  const map: QosMapping[] = [];
  while (args.following?.includes(':')) {
    args.advance();
    const word = args.word!;
    const colon = word.indexOf(':');
    const [from, to] = [unsigned(word.slice(0, colon)), unsigned(word.slice(colon + 1))];
    if (from === undefined || to === undefined) throw wrongArgument(word.slice(0, colon), `invalid ${keyword}`);
    map.push({ from, to });
  }
  return map;
}

function mapKeyword(name: string, key: string): Keyword<KindData> {
  return special(`${name}*`, [{ kind: 'FROM:TO' }], (args, data) => { data[key] = readMap(args, name); });
}

const keywords: readonly Keyword<KindData>[] = [
  attribute('protocol*', 'protocol', etherType, 'protocol is invalid'),
  attribute('id*', 'id', number('VLANID', 0xffff), 'id is invalid'),
  flagKeyword('reorder_hdr', FLAGS.REORDER_HDR),
  flagKeyword('gvrp', FLAGS.GVRP),
  flagKeyword('mvrp', FLAGS.MVRP),
  flagKeyword('loose_binding', FLAGS.LOOSE_BINDING),
  flagKeyword('bridge_binding', FLAGS.BRIDGE_BINDING),
  mapKeyword('ingress-qos-map', 'ingressQos'),
  mapKeyword('egress-qos-map', 'egressQos'),
];

function printMap(ip: Ip, key: string, title: string, map: unknown): void {
  if (!Array.isArray(map) || map.length === 0) return;
  if (ip.print.isJson) ip.print.openArray(key);
  ip.print.nl();
  ip.print.text('      %s { ', title);
  for (const { from, to } of map as QosMapping[]) {
    ip.print.openObject();
    ip.print.any('from', '%u:', from);
    ip.print.any('to', '%u ', to);
    ip.print.closeObject();
  }
  if (ip.print.isJson) ip.print.closeArray();
  ip.print.text('} ');
}

/** ip/iplink_vlan.c. */
export const vlan: Kind = {
  name: 'vlan',
  shape: { keywords },
  parse: (ip, words) => parseKind(ip, 'vlan', words, keywords, {}),
  print(ip, data) {
    const id = numberOf(data, 'id');
    if (id === undefined) return;
    ip.print.any('protocol', 'protocol %s ', etherTypeName(numberOf(data, 'protocol') ?? 0x8100));
    ip.print.any('id', 'id %u ', id);
    const flags = (data.flags as { readonly flags: number } | undefined)?.flags;
    if (flags !== undefined) {
      ip.print.openArray('flags', '<');
      PRINTED.filter(name => (flags & FLAGS[name]) !== 0).forEach((name, i) => ip.print.any(null, i === 0 ? '%s' : ',%s', name));
      ip.print.closeArray('> ');
    }
    printMap(ip, 'ingress_qos', 'ingress-qos-map', data.ingressQos);
    printMap(ip, 'egress_qos', 'egress-qos-map', data.egressQos);
  },
};
