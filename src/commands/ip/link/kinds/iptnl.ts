import { wrongArgument } from '../../errors';
import { Failed, Quit } from '../../failure';
import { special, type Keyword } from '../../grammar';
import { linkKindUsage } from '../../help/link-kinds';
import { Args } from '../../args';
import { parse } from '../../grammar';
import { numberOf, type Kind, type KindData } from './kind';
import { commonWords, printCommon } from './tunnel-words';

const PROTOCOLS: Readonly<Record<number, string>> = { 4: 'ipip', 41: 'ip6ip', 137: 'mplsip', 0: 'any' };
const MODES: Readonly<Record<string, number>> = { 'ipv4/ipv4': 4, 'ipip': 4, 'ip4ip4': 4, 'any/ipv4': 0, 'any': 0 };
const SIT_MODES: Readonly<Record<string, number>> = { ...MODES, 'ipv6/ipv4': 41, 'ip6ip': 41 };

function words(name: 'ipip' | 'sit'): readonly Keyword<KindData>[] {
  const modes = name === 'sit' ? SIT_MODES : MODES;
  return [
    special('mode', [{ kind: 'MODE' }], (args, data, ip) => {
      const mode = args.next();
      if (mode === 'mpls/ipv4' || mode === 'mplsip') ip.unsupported(`mode ${mode} of tunnels`);
      if (!Object.hasOwn(modes, mode)) throw wrongArgument(mode, 'Cannot guess tunnel mode.');
      data.proto = modes[mode];
    }),
    ...commonWords(''),
    special(`6rd-prefix 6rd-relay_prefix 6rd-reset${name === 'sit' ? ' isatap' : ''}`, [], (args, _, ip) => ip.unsupported(`${args.word!} of tunnels`)),
  ];
}

/** ip/link_iptnl.c: tunnels of IP packets over IPv4. */
function iptnl(name: 'ipip' | 'sit'): Kind {
  const usage = linkKindUsage[name]!;
  const keywords = words(name);
  return {
    name, shape: { keywords },
    parse(ip, rest, { existing = {} }) {
      const { proto = 0, local, remote, pmtudisc = true, tos = 0, ttl = 0, link = 0 } = existing;
      const data: KindData = { proto, local, remote, pmtudisc, tos, ttl, link };
      parse({ keywords, usage, positional: { kind: '', help: 'never', take: () => { throw new Failed(usage, 1); } } }, new Args(rest), data, ip);
      if (data.ttl && !data.pmtudisc) throw new Quit('ttl != 0 and nopmtudisc are incompatible\n', 255);
      for (const end of ['local', 'remote']) if (!data[end]) delete data[end];
      return data;
    },
    print(ip, data) {
      const proto = PROTOCOLS[numberOf(data, 'proto') ?? -1];
      if (proto !== undefined) ip.print.any('proto', '%s ', proto);
      printCommon(ip, data);
      const pmtudisc = Boolean(data.pmtudisc);
      ip.print.field('pmtudisc', pmtudisc);
      ip.print.text(pmtudisc ? 'pmtudisc ' : 'nopmtudisc ');
    },
  };
}

export const ipip = iptnl('ipip');
export const sit = iptnl('sit');
