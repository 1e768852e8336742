import { AF_INET6, AF_UNSPEC, formatAddress, RtnetlinkError, type AddrLabelMessage } from '../../stack';
import { shapeRows, type Shape } from '../shape';
import { Args } from './args';
import { kernelError, type Ip } from './context';
import { wrongArgument } from './errors';
import { Failed } from './failure';
import { addrlabelUsage } from './help/addrlabel';
import { inetPrefix, type InetPrefix } from './inet';
import { unsigned } from './numbers';
import { commandTable, subcommand, usageCommand } from './subcommands';

/** As iproute2 asks for a dump of the family that -4 and the like say: only IPv6 has labels. */
function dump(ip: Ip): AddrLabelMessage[] {
  if (ip.family === AF_UNSPEC || ip.family === AF_INET6) return ip.dump('RTM_GETADDRLABEL');
  throw new Failed(`${kernelError(new RtnetlinkError('EOPNOTSUPP'))}Dump terminated\n`, 255);
}

function listLabels(ip: Ip, args: readonly string[]): number {
  if (args.length > 0) ip.fail('"ip addrlabel show" does not take any arguments.');
  const { print } = ip;
  const labels = dump(ip);
  print.begin();
  for (const { prefix, index, label } of labels) {
    print.openObject();
    print.text('prefix ');
    print.any('address', '%s', formatAddress(prefix.address), 'inet6');
    print.any('prefixlen', '/%u ', prefix.length);
    if (index !== 0) {
      print.text('dev ');
      print.any('ifname', '%s ', ip.deviceName(index), 'ifname');
    }
    print.any('label', 'label %u ', label);
    print.text('\n');
    print.closeObject();
  }
  print.end();
  return 0;
}

/** Reads `prefix PREFIX [ dev DEV ] label LABEL`; iproute2 passes over any other word. */
function read(ip: Ip, words: readonly string[]): AddrLabelMessage {
  let prefix: InetPrefix | undefined;
  let label: number | undefined;
  let index = 0;
  for (const args = new Args(words); args.word !== undefined; args.advance()) {
    if (args.word === 'prefix') prefix = inetPrefix(args.next(), ip.family);
    else if (args.word === 'dev') {
      const name = args.next();
      index = ip.deviceIndex(name);
      if (index === 0) throw wrongArgument(name, 'dev is invalid\n');
    } else if (args.word === 'label') {
      const text = args.next();
      label = unsigned(text, 0xfffffffe);
      if (label === undefined) throw wrongArgument(text, 'label is invalid\n');
    }
  }
  if (!prefix) return ip.fail('Not enough information: "prefix" argument is required.');
  if (label === undefined) return ip.fail('Not enough information: "label" argument is required.');
  const { address, length } = prefix;
  // The kernel's policy wants sixteen octets of address.
  if (typeof address === 'number') return ip.fail('Error: Attribute failed policy validation.', 2);
  return { prefix: { address, length }, index, label };
}

function addLabel(ip: Ip, args: readonly string[]): number {
  ip.request({ type: 'RTM_NEWADDRLABEL', create: true, excl: true, ...read(ip, args) });
  return 0;
}

function deleteLabel(ip: Ip, args: readonly string[]): number {
  ip.request({ type: 'RTM_DELADDRLABEL', ...read(ip, args) });
  return 0;
}

function flushLabels(ip: Ip, args: readonly string[]): number {
  if (args.length > 0) ip.fail('"ip addrlabel flush" does not allow extra arguments');
  for (const label of dump(ip)) ip.request({ type: 'RTM_DELADDRLABEL', ...label });
  return 0;
}

const shape: Shape = { keywords: shapeRows({ prefix: 'PREFIX', dev: 'DEVICE', label: 'NUMBER' }) };

/** `ip addrlabel` (ip/ipaddrlabel.c). */
export const addrlabelObject = commandTable('addrlabel', [
  subcommand('list* lst* show*', listLabels),
  subcommand('add*', addLabel, shape),
  subcommand('delete*', deleteLabel, shape),
  subcommand('flush*', flushLabels),
  subcommand('help*', usageCommand(addrlabelUsage)),
], listLabels);
