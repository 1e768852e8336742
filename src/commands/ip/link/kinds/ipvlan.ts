import type { Ip } from '../../context';
import { Failed } from '../../failure';
import { special, type Keyword } from '../../grammar';
import { linkKindUsage } from '../../help/link-kinds';
import { numberOf, parseKind, type Kind, type KindData } from './kind';

/** IPVLAN_MODE_*, by number. */
const MODES = ['l2', 'l3', 'l3s'];
/** IPVLAN_F_*; one at most is accepted. */
const FLAGS: Readonly<Record<string, number>> = { bridge: 0, private: 1, vepa: 2 };

function keywords(name: string): readonly Keyword<KindData>[] {
  return [
    special('mode*', [{ kind: 'MODE', choices: MODES }], (args, data) => {
      const mode = MODES.indexOf(args.next());
      if (mode < 0) throw new Failed('Error: argument of "mode" must be either "l2", "l3" or "l3s"\n', 1);
      data.mode = mode;
    }),
    ...['private', 'vepa', 'bridge'].map(flag => special<KindData>(`${flag}*`, [], (args, data) => {
      if (data.flags !== undefined) throw new Failed(`${name}: unknown option "${args.word}"?\n${linkKindUsage[name]}`, 1);
      data.flags = FLAGS[flag];
    })),
  ];
}

function print(ip: Ip, data: Readonly<KindData>): void {
  const mode = numberOf(data, 'mode');
  if (mode !== undefined) ip.print.any('mode', ' mode %s ', MODES[mode] ?? 'unknown');
  const flags = numberOf(data, 'flags');
  if (flags === undefined) return;
  const name = (flags & 1) !== 0 ? 'private' : (flags & 2) !== 0 ? 'vepa' : 'bridge';
  ip.print.flag(name, `${name} `);
}

/** ip/iplink_ipvlan.c: ipvlan and ipvtap. */
function ipvlanLike(name: string): Kind {
  const table = keywords(name);
  return { name, print, shape: { keywords: table }, parse: (ip, words) => ({ flags: 0, ...parseKind<KindData>(ip, name, words, table, {}, 'option') }) };
}

export const ipvlan = ipvlanLike('ipvlan');
export const ipvtap = ipvlanLike('ipvtap');
