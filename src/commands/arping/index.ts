import { AF_INET, formatAddress, IFF, MAC_BROADCAST, RtnetlinkError, type LinkMessage } from '../../stack';
import type { Process, Program } from '../program';
import { Complaints, Exit } from '../libc/error';
import { getaddrinfo, inetAton } from '../libc/resolver';
import { Probing } from './probing';
import { readOptions, type ArpingOptions } from './options';
import { socketsOf } from '../sockets';

/** arping(8) of iputils 20221126. */
export const arping: Program = async (process, argv) => {
  try {
    return await run(process, argv);
  } catch (error) {
    if (error instanceof Exit) return error.code;
    throw error;
  }
};

async function run(process: Process, argv: readonly string[]): Promise<number> {
  const complaints = new Complaints(process, argv[0]!);
  const { options, target } = await readOptions(process, argv, complaints);
  const socket = await complaints.or('socket', () => process.netns.sockets.packet(process.uid));
  try {
    const destination = await resolve(process, target, complaints);
    const device = await findDevice(process, options, destination, complaints);
    const source = await findSource(process, options, destination, device, complaints);
    const { address } = device;
    if (address === undefined) return await notArpable(process, options, device.ifname, ' (no ll address)');
    await complaints.or('bind', () => socket.bind(device.index));
    if (!options.quiet) await process.stdout.write(`ARPING ${formatAddress(destination)} from ${formatAddress(source)} ${device.ifname}\n`);
    if (options.source === undefined && source === 0 && !options.dad) await complaints.fail(2, 'no source address in not-DAD mode');
    return await new Probing(process, options, complaints, socket, { destination, source, address, broadcast: device.broadcast ?? MAC_BROADCAST }).run();
  } finally {
    socket.close();
  }
}

async function resolve(process: Process, target: string, complaints: Complaints): Promise<number> {
  const literal = inetAton(target);
  if (literal !== undefined) return literal;
  const infos = getaddrinfo(process, target);
  const found = infos.find(info => info.family === AF_INET);
  return Number(found?.address ?? await complaints.fail(2, `${target}: ${infos.length > 0 ? 'Address family for hostname not supported' : 'Name or service not known'}`));
}

async function notArpable(process: Process, options: ArpingOptions, name: string, why: string): Promise<never> {
  if (!options.quiet) await process.stdout.write(`Interface "${name}" is not ARPable${why}\n`);
  throw new Exit(options.dad ? 0 : 2);
}

/** The device that -I names, or the one by which the kernel would send. @throws {Exit} */
async function findDevice(process: Process, options: ArpingOptions, destination: number, complaints: Complaints): Promise<LinkMessage> {
  const link = await lookUp(process, options, destination, complaints);
  if ((link.flags & IFF.UP) === 0) {
    if (!options.quiet) await process.stdout.write(`Interface "${link.ifname}" is down\n`);
    throw new Exit(2);
  }
  if ((link.flags & (IFF.NOARP | IFF.LOOPBACK)) !== 0) await notArpable(process, options, link.ifname, '');
  return link;
}

async function lookUp(process: Process, options: ArpingOptions, destination: number, complaints: Complaints): Promise<LinkMessage> {
  const { rtnetlink } = process.netns;
  try {
    if (options.device !== undefined) return rtnetlink.getLink({ ifname: options.device });
    const route = rtnetlink.getRoute({ type: 'RTM_GETROUTE', family: AF_INET, dst: { address: destination, length: 32 } });
    return rtnetlink.getLink({ index: route.nexthops[0]?.oif ?? 0 });
  } catch (error) {
    if (!(error instanceof RtnetlinkError)) throw error;
    if (options.device !== undefined) return complaints.fail(2, `Device ${options.device} not available.`);
    return complaints.fail(1, 'NETLINK_ROUTE unexpected iov element');
  }
}

/** What -s says, the destination in unsolicited mode, none in DAD mode, else what the kernel would take. @throws {Exit} */
async function findSource(process: Process, options: ArpingOptions, destination: number, device: LinkMessage, complaints: Complaints): Promise<number> {
  const given = options.source === undefined ? undefined : inetAton(options.source) ?? await complaints.fail(2, `invalid source ${options.source}`);
  if (options.dad && given === undefined) return 0;
  const source = given ?? (options.unsolicited ? destination : 0);
  const probe = socketsOf(process).udp(AF_INET);
  try {
    await complaints.or('WARNING: interface is ignored', () => probe.bindToDevice(device.ifname));
    if (given !== undefined || source !== 0) {
      await complaints.or('bind', () => probe.bind(source));
      return source;
    }
    await complaints.or('connect', () => probe.connect(destination, 1025));
    return Number(probe.local.address);
  } finally {
    probe.close();
  }
}
