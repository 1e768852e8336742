import { formatAddress, isMulticast } from '../../../../stack';
import { GRE_FLAG } from '../../../../stack/tunnels';
import { Args } from '../../args';
import type { Ip } from '../../context';
import { Failed } from '../../failure';
import { parse, special, type Keyword } from '../../grammar';
import { linkKindUsage } from '../../help/link-kinds';
import { numberOf, type Kind, type KindData } from './kind';
import { commonWords, printCommon, readKey, setFlag, setKey } from './tunnel-words';

const SIDES = ['', 'i', 'o'] as const;

/** `[no][i|o]key`, `[no][i|o]seq` and `[no][i|o]csum`, in iproute2's order, which decides what an abbreviation means. */
const flagWords: readonly Keyword<KindData>[] = [
  ...SIDES.flatMap(side => [
    special<KindData>(`${side}key*`, [{ kind: 'KEY' }], (args, data) => setKey(data, side, readKey(args, side))),
    special<KindData>(`no${side}key*`, [], (_, data) => {
      setKey(data, side, 0);
      setFlag(data, side, GRE_FLAG.KEY, false);
    }),
  ]),
  ...(['seq', 'csum'] as const).flatMap(name => SIDES.flatMap(side => [true, false].map(on =>
    special<KindData>(`${on ? '' : 'no'}${side}${name}*`, [], (_, data) => setFlag(data, side, name === 'seq' ? GRE_FLAG.SEQ : GRE_FLAG.CSUM, on))))),
];

const keywords: readonly Keyword<KindData>[] = [
  ...flagWords, ...commonWords('*'),
  special('ignore-df', [], (_, data) => { data.ignoreDf = true; }),
  special('noignore-df', [], (_, data) => { data.ignoreDf = false; }),
];

function print(ip: Ip, data: Readonly<KindData>): void {
  const out = ip.print;
  printCommon(ip, data);
  out.field('pmtudisc', Boolean(data.pmtudisc));
  if (!data.pmtudisc) out.text('nopmtudisc ');
  if (data.ignoreDf) out.flag('ignore_df', 'ignore-df ');
  const flags = { i: numberOf(data, 'iflags') ?? 0, o: numberOf(data, 'oflags') ?? 0 };
  for (const side of ['i', 'o'] as const) if (flags[side] & GRE_FLAG.KEY) out.any(`${side}key`, `${side}key %s `, formatAddress(numberOf(data, `${side}key`) ?? 0));
  for (const [name, flag] of [['seq', GRE_FLAG.SEQ], ['csum', GRE_FLAG.CSUM]] as const) {
    for (const side of ['i', 'o'] as const) if (flags[side] & flag) out.flag(`${side}${name}`, `${side}${name} `);
  }
  if (data.erspanVer === undefined) return;
  out.any('erspan_index', 'erspan_index %u ', numberOf(data, 'erspanIndex') ?? 0);
  out.any('erspan_ver', 'erspan_ver %u ', numberOf(data, 'erspanVer')!);
}

/** ip/link_gre.c. */
function greLike(name: string): Kind {
  const usage = linkKindUsage[name]!;
  return {
    name, print, shape: { keywords },
    parse(ip, rest, { existing = {} }) {
      const { local, remote, pmtudisc = true, tos = 0, ttl = 0, link = 0, iflags = 0, oflags = 0, ikey = 0, okey = 0, ignoreDf = false } = existing;
      const data: KindData = { local, remote, pmtudisc, tos, ttl, link, iflags, oflags, ikey, okey, ignoreDf };
      parse({ keywords, usage, positional: { kind: '', help: 'never', take: () => { throw new Failed(usage, 1); } } }, new Args(rest), data, ip);
      if (isMulticast(numberOf(data, 'remote') ?? 0) && !data.local) ip.fail('A broadcast tunnel requires a source address.');
      for (const end of ['local', 'remote']) if (!data[end]) delete data[end];
      return data;
    },
  };
}

export const gre = greLike('gre');
export const gretap = greLike('gretap');
/** Of ERSPAN only the device that comes with GRE is there: it can be shown, not made. */
export const erspan: Kind = { name: 'erspan', print, parse: ip => ip.unsupported('link type "erspan"') };
