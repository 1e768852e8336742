import type { LinkProp } from '../../../stack';
import { Args } from '../args';
import { text } from '../arguments';
import type { Ip } from '../context';
import { duplicateOrGarbage, wrongArgument } from '../errors';
import { option, parse, type Grammar } from '../grammar';
import { linkUsage } from '../help/link';
import { matches } from '../matches';
import { isAlternativeName } from './request';

interface Properties {
  dev?: string;
  readonly altnames: string[];
}

export const propertyGrammar: Grammar<Properties> = {
  usage: linkUsage,
  keywords: [
    option('altname*', { ...text('NAME'), parse: value => isAlternativeName(value) ? value : undefined }, {
      wrong: 'not a valid altname', set: (state, name) => { state.altnames.push(name); },
    }),
  ],
  positional: {
    lead: 'dev', kind: 'DEVICE', help: 'before',
    take: (word, state) => {
      if (state.dev !== undefined) throw duplicateOrGarbage('dev', word);
      if (!isAlternativeName(word)) throw wrongArgument(word, '"dev" not a valid ifname');
      state.dev = word;
    },
  },
};

function operation(ip: Ip, word: string | undefined): LinkProp['type'] {
  if (word === undefined || matches(word, 'help')) return ip.usage(linkUsage);
  if (matches(word, 'add')) return 'RTM_NEWLINKPROP';
  return matches(word, 'del') ? 'RTM_DELLINKPROP' : ip.quit('Operator required');
}

/** `ip link property add|del`. */
export function linkProperty(ip: Ip, [word, ...args]: readonly string[]): number {
  const type = operation(ip, word);
  const state: Properties = { altnames: [] };
  parse(propertyGrammar, new Args(args), state, ip);
  if (state.dev === undefined) return ip.quit('Not enough of information: "dev" argument is required.');
  ip.request({ type, index: ip.deviceIndexOrFail(state.dev), altnames: state.altnames });
  return 0;
}
