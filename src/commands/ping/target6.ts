import { AF_INET6, isLinkLocal, isMulticast, RtnetlinkError, SysError } from '../../stack';
import { hostName, numericName, scopeOf } from '../libc/resolver';
import { deviceHas, groupRules, quality, type Prepared, type Setup } from './target';
import { socketsOf } from '../sockets';

async function interfaceIndex(setup: Setup, device: string): Promise<number> {
  try {
    return setup.process.netns.rtnetlink.getLink({ ifname: device }).index;
  } catch (error) {
    if (error instanceof RtnetlinkError) return setup.complaints.fail(2, `unknown iface: ${device}`);
    throw error;
  }
}

/**
 * A connected UDP socket tells the source address. For link-local destinations this version of ping forgets the
 * address family, so connect(2) does nothing and the source stays `::`.
 * @returns undefined: no way there, but there is a further address to try
 */
async function probeSource(setup: Setup, destination: bigint, scopeId: number): Promise<bigint | undefined> {
  const { process, options, complaints, socket } = setup;
  const probe = socketsOf(process).udp(AF_INET6);
  try {
    const { device } = options;
    if (device !== undefined) {
      await interfaceIndex(setup, device);
      await complaints.or(`setsockopt(SO_BINDTODEVICE) ${device}`, () => {
        probe.bindToDevice(device);
        socket.bindToDevice(device);
      });
    }
    if (isLinkLocal(destination) || (isMulticast(destination) && ((destination >> 112n) & 0xfn) === 2n)) return 0n;
    if (options.mark !== undefined) probe.setOptions({ mark: options.mark });
    try {
      probe.connect(destination, 1025, scopeId === 0 ? undefined : scopeId);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if ((error.errno === 'EHOSTUNREACH' || error.errno === 'ENETUNREACH') && setup.hasNext) return undefined;
      await complaints.fail(2, 'connect', error.errno);
    }
    return BigInt(probe.local.address);
  } finally {
    probe.close();
  }
}

/** ping6_run up to its header line. @throws {Exit} */
export async function prepare6(setup: Setup): Promise<Prepared> {
  const { process, options, complaints, socket, info, target } = setup;
  const whereto = BigInt(info.address);
  if (target.includes(':')) options.numeric = true;

  if (options.source6 === 0n) {
    const source = await probeSource(setup, whereto, info.scopeId);
    if (source === undefined) return undefined;
    options.source6 = source;
    if (options.device !== undefined && !deviceHas(process, options.device, AF_INET6, source)) {
      await complaints.warn(`Warning: source address might be selected on device other than: ${options.device}`);
    }
  }
  const index = options.device === undefined ? 0 : await interfaceIndex(setup, options.device);
  const { device } = options;
  if (device !== undefined && options.strictSource) await complaints.or(`SO_BINDTODEVICE ${device}`, () => socket.bindToDevice(device));

  const multicast = isMulticast(whereto);
  if (multicast) await groupRules(setup, 'multicast');
  if (options.pmtudisc !== undefined) socket.setOptions({ dontFragment: options.pmtudisc });
  const sourceScope = scopeOf(options.source6, index);
  if (options.strictSource) await complaints.or('bind icmp socket', () => socket.bind(options.source6, sourceScope === 0 ? undefined : sourceScope));
  socket.setOptions({ receiveErrors: true, ...quality(options), ...(options.noLoop && { multicastLoop: false }), ...(options.ttl !== undefined && { ttl: options.ttl }) });

  const numeric = numericName(process.netns, whereto, info.scopeId);
  const name = options.numeric ? numeric : `${hostName(process, whereto, info.scopeId)} (${numeric})`;
  const from = device !== undefined || options.strictSource ? `from ${numericName(process.netns, options.source6, sourceScope)} ${device ?? ''}: ` : '';
  return {
    target: {
      family: AF_INET6, socket, whereto, hostname: target, multicast,
      scopeId: info.scopeId || scopeOf(whereto, index),
      anySource: multicast || (whereto & 0xffffffffffffffffn) === 0n,
    },
    header: `PING ${target}(${name}) ${from}${options.datalen} data bytes\n`,
  };
}
