import { NTF, NUD, type FdbMessage } from '../../stack';
import { Args } from '../ip/args';
import { kernelError, type Ip } from '../ip/context';
import { duplicateOrGarbage } from '../ip/errors';
import { Quit } from '../ip/failure';
import { matches } from '../ip/matches';
import { atoi } from '../ip/numbers';
import { RtnetlinkError } from '../../stack';
import { fdbUsage } from './help';

const MAX_ID = 4096;
/** What a kernel's refusal makes of the exit code: main() hands -2 on. */
const REFUSED = 254;

/** `bridge fdb get`. @param read reads an address @param print prints an entry */
export function getEntry(ip: Ip, argv: readonly string[], read: (ip: Ip, text: string) => string, print: (entry: FdbMessage) => void): number {
  const given: { dev?: string; br?: string; to?: string; vlan?: number; flags: number; dynamic: boolean } = { flags: 0, dynamic: false };
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    const { word } = args;
    if (word === 'brport' || word === 'dev') given.dev = args.next();
    else if (word === 'br') given.br = args.next();
    else if (word === 'vni') ip.unsupported('vni of bridge fdb get');
    else if (word === 'self') given.flags |= NTF.SELF;
    else if (matches(word, 'master')) given.flags |= NTF.MASTER;
    else if (matches(word, 'vlan')) {
      if (given.vlan !== undefined) throw duplicateOrGarbage('vlan', word);
      given.vlan = atoi(args.next());
    } else if (matches(word, 'dynamic')) given.dynamic = true;
    else {
      if (word === 'to') args.next();
      if (matches(args.word, 'help')) ip.usage(fdbUsage);
      if (given.to !== undefined) throw duplicateOrGarbage('to', args.word);
      given.to = args.word;
    }
  }
  const { dev, br, to, vlan, flags, dynamic } = given;
  if ((dev === undefined && br === undefined) || to === undefined) return ip.fail('Device or master and address are required arguments.');
  const lladdr = read(ip, to);
  const index = dev === undefined ? undefined : ip.deviceIndexOrFail(dev);
  const master = br === undefined ? undefined : ip.deviceIndex(br) || ip.fail(`Cannot find bridge device "${br}"`);
  try {
    const entry = ip.netns.rtnetlink.getFdb({ lladdr, flags, ...(index !== undefined && { index }), ...(master !== undefined && { master }), ...(vlan !== undefined && { vlan }) });
    ip.print.begin();
    if (!dynamic || !(entry.state & NUD.PERMANENT)) print(entry);
    ip.print.end();
  } catch (error) {
    throw error instanceof RtnetlinkError ? new Quit(kernelError(error), REFUSED) : error;
  }
  return 0;
}

/** Words of `flush` about an entry's state or flags: what they want, and what counts for that. */
const FLUSH: Readonly<Record<string, readonly [part: 'state' | 'flags', wanted: number, mask: number]>> = {
  permanent: ['state', NUD.PERMANENT, NUD.PERMANENT], nopermanent: ['state', 0, NUD.PERMANENT],
  static: ['state', NUD.NOARP, NUD.NOARP | NUD.PERMANENT], nostatic: ['state', 0, NUD.NOARP],
  dynamic: ['state', 0, NUD.NOARP | NUD.PERMANENT], nodynamic: ['state', NUD.NOARP, NUD.NOARP],
  added_by_user: ['flags', NTF.USE, NTF.USE], noadded_by_user: ['flags', 0, NTF.USE],
  extern_learn: ['flags', NTF.EXT_LEARNED, NTF.EXT_LEARNED], noextern_learn: ['flags', 0, NTF.EXT_LEARNED],
  sticky: ['flags', NTF.STICKY, NTF.STICKY], nosticky: ['flags', 0, NTF.STICKY],
  offloaded: ['flags', NTF.OFFLOADED, NTF.OFFLOADED], nooffloaded: ['flags', 0, NTF.OFFLOADED],
};

/** `bridge fdb flush`. */
export function flushEntries(ip: Ip, argv: readonly string[]): number {
  const filter = { state: 0, stateMask: 0, flags: 0, flagsMask: 0 };
  let [dev, port, vid]: [string | undefined, string | undefined, number] = [undefined, undefined, -1];
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    const { word } = args;
    const known = FLUSH[word];
    if (word === 'dev') dev = args.next();
    else if (word === 'master') filter.flags |= NTF.MASTER;
    else if (word === 'self') filter.flags |= NTF.SELF;
    else if (known) {
      const [part, wanted, mask] = known;
      filter[part] = (filter[part] & ~mask) | wanted;
      filter[`${part}Mask`] |= mask;
    } else if (word === 'brport') {
      if (port !== undefined) throw duplicateOrGarbage('brport', word);
      port = args.next();
    } else if (word === 'vlan') {
      if (vid >= 0) throw duplicateOrGarbage('vlan', word);
      vid = atoi(args.next());
    } else if (word === 'help') args.next();
  }
  if (dev === undefined) return ip.fail('Device is a required argument.');
  const index = ip.deviceIndex(dev) || ip.fail(`Cannot find bridge device "${dev}"`);
  const portIndex = port === undefined ? undefined : ip.deviceIndex(port) || ip.fail(`Cannot find bridge port device "${port}"`);
  if (vid >= MAX_ID) ip.fail(`Invalid VLAN ID "${vid & 0xffff}"`);
  if (!(filter.flags & (NTF.SELF | NTF.MASTER))) filter.flags |= NTF.SELF;
  ip.request({ type: 'RTM_DELNEIGH AF_BRIDGE bulk', index, ...(portIndex !== undefined && { port: portIndex }), ...(vid > -1 && { vlan: vid }), ...filter });
  return 0;
}
