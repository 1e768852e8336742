import type { Args } from '../args';
import { lladdr, number, onOffAbbreviated } from '../arguments';
import type { Ip } from '../context';
import { wrongArgument } from '../errors';
import { Failed, Quit } from '../failure';
import type { Argument } from '../grammar';
import { matches } from '../matches';
import { integer } from '../numbers';
import { etherType } from './kinds/protocols';

const guid: Argument<string> = { kind: 'EUI64', parse: text => /^(?:[0-9a-f]{2}:){7}[0-9a-f]{2}$/i.test(text) ? text : undefined };
const vlanProtocol: Argument<number> = {
  kind: 'VLAN-PROTO',
  parse: (text, ip) => {
    const protocol = etherType.parse(text, ip);
    if (protocol === undefined) throw wrongArgument(text, 'protocol is invalid\n');
    return protocol === 0x8100 || protocol === 0x88a8 ? protocol : undefined;
  },
};
const linkState: Argument<string> = { kind: 'STATE', parse: text => ['auto', 'enable', 'disable'].find(word => matches(text, word)) };

/** A setting of a virtual function: its word, its argument, and what is said of a wrong one. */
type Setting = readonly [word: string, argument: Argument<unknown>, wrong?: string];

const SETTINGS: readonly Setting[] = [
  ['mac', lladdr],
  ['vlan', number('VLANID', 4095), 'Invalid "vlan" value\n'],
  ['rate', number('TXRATE'), 'Invalid "rate" value\n'],
  ['max_tx_rate', number('TXRATE'), 'Invalid "max tx rate" value\n'],
  ['min_tx_rate', number('TXRATE'), 'Invalid "min tx rate" value\n'],
  ['spoofchk', onOffAbbreviated('spoofchk')],
  ['query_rss', onOffAbbreviated('query_rss')],
  ['trust', onOffAbbreviated('trust')],
  ['state', linkState, 'Invalid "state" value\n'],
  ['node_guid', guid, 'Invalid GUID format\n'],
  ['port_guid', guid, 'Invalid GUID format\n'],
];

/** What may follow the number of `vlan`. */
const VLAN_SETTINGS: readonly Setting[] = [
  ['qos', number('VLAN-QOS'), 'Invalid "qos" value\n'],
  ['proto', vlanProtocol, 'Invalid "vlan protocol" value - supported 802.1Q, 802.1ad\n'],
];

/** Whatever is wrong with a value, the function that reads them all returns -1, and ip 1. */
function parsed(argument: Argument<unknown>, text: string, ip: Ip): unknown {
  try {
    return argument.parse(text, ip);
  } catch (error) {
    throw error instanceof Failed ? new Failed(error.text, 1) : error;
  }
}

/** Takes the next word's setting, if it is one of `settings`; the cursor is left on its argument. */
function takeSetting(args: Args, settings: readonly Setting[], ip: Ip): string | undefined {
  const found = settings.find(([word]) => args.following !== undefined && matches(args.following, word));
  if (!found) return undefined;
  const [word, argument, wrong] = found;
  args.advance();
  const text = args.next();
  if (parsed(argument, text, ip) === undefined) throw wrongArgument(text, wrong ?? '');
  return word;
}

/**
 * Reads what follows `vf` (iplink_parse_vf). No device here has virtual functions, so that only the words count, not
 * what they ask for. The cursor is left on the last of them.
 */
export function readVf(args: Args, dev: string | undefined, ip: Ip): void {
  const text = args.next();
  if (integer(text) === undefined) throw wrongArgument(text, 'Invalid "vf" value\n');
  if (dev === undefined) throw new Quit('Error: argument "dev" is required\n', 255);
  let count = 0;
  for (let word = takeSetting(args, SETTINGS, ip); word !== undefined; word = takeSetting(args, SETTINGS, ip)) {
    count++;
    if (word === 'vlan') for (const setting of VLAN_SETTINGS) takeSetting(args, [setting], ip);
  }
  if (count === 0) throw new Quit('Command line is not complete. Try option "help"\n', 255);
}
