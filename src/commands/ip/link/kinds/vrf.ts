import type { Argument, Keyword } from '../../grammar';
import { attribute, numberOf, parseKind, type Kind, type KindData } from './kind';

const table: Argument<number> = { kind: 'TABLEID', parse: (text, ip) => ip.names.number('rt_tables', text) };
const keywords: readonly Keyword<KindData>[] = [attribute('table*', 'table', table, 'invalid table ID\n')];

const print: Kind['print'] = (ip, data) => {
  const number = numberOf(data, 'table');
  if (number !== undefined) ip.print.any('table', 'table %u ', number);
};

/** ip/iplink_vrf.c. */
export const vrf: Kind = { name: 'vrf', print, shape: { keywords }, parse: (ip, words) => parseKind<KindData>(ip, 'vrf', words, keywords, {}, 'option') };

/** A device in a VRF. */
export const vrfSlave: Kind = { name: 'vrf_slave', print };
