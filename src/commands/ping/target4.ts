import { AF_INET, formatAddress, isMulticast, SysError } from '../../stack';
import { inetAton } from '../libc/resolver';
import { deviceHas, groupRules, quality, type Prepared, type Setup } from './target';
import { socketsOf } from '../sockets';

interface Binds {
  bindToDevice(ifname: string): void;
}

async function bindToDevice(setup: Setup, socket: Binds, device: string, destination: number): Promise<void> {
  try {
    socket.bindToDevice(device);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (isMulticast(destination)) await setup.complaints.fail(2, `unknown iface: ${device}`);
    await setup.complaints.fail(2, `SO_BINDTODEVICE ${device}`, error.errno);
  }
}

/** A connected UDP socket tells the source address. @returns undefined: no way there, but there is a further address to try */
async function probeSource(setup: Setup, destination: number): Promise<number | undefined> {
  const { process, options, complaints, socket } = setup;
  const probe = socketsOf(process).udp(AF_INET);
  try {
    if (options.device !== undefined) {
      await bindToDevice(setup, probe, options.device, destination);
      await bindToDevice(setup, socket, options.device, destination);
    }
    probe.setOptions(quality(options));
    try {
      probe.connect(destination, 1025);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.errno === 'EACCES') {
        if (!options.broadcastPings) await complaints.fail(2, 'Do you want to ping broadcast? Then -b. If not, check your local firewall rules');
        await process.stderr.write('WARNING: pinging broadcast address\n');
        probe.setOptions({ broadcast: true });
        await complaints.or('connect', () => probe.connect(destination, 1025));
      } else if ((error.errno === 'EHOSTUNREACH' || error.errno === 'ENETUNREACH') && setup.hasNext) {
        return undefined;
      } else {
        await complaints.fail(2, 'connect', error.errno);
      }
    }
    return Number(probe.local.address);
  } finally {
    probe.close();
  }
}

/** ping4_run up to its header line. @throws {Exit} */
export async function prepare4(setup: Setup): Promise<Prepared> {
  const { process, options, complaints, socket, info, target } = setup;
  let whereto = Number(info.address);
  const literal = inetAton(target) !== undefined;
  if (literal) options.numeric = true;
  const hostname = literal ? target : info.canonname ?? '';

  if (options.source4 === 0) {
    const source = await probeSource(setup, whereto);
    if (source === undefined) return undefined;
    options.source4 = source;
    if (options.device !== undefined && !deviceHas(process, options.device, AF_INET, source)) {
      await complaints.warn(`Warning: source address might be selected on device other than: ${options.device}`);
    }
  } else if (options.device !== undefined) {
    await bindToDevice(setup, socket, options.device, whereto);
  }
  if (whereto === 0) whereto = options.source4;

  const multicast = options.broadcastPings || isMulticast(whereto);
  if (multicast) await groupRules(setup, 'broadcast');
  if (options.pmtudisc !== undefined) socket.setOptions({ dontFragment: options.pmtudisc });
  if (options.strictSource) await complaints.or('bind', () => socket.bind(options.source4));
  socket.setOptions({ receiveErrors: true, broadcast: options.broadcastPings, ...quality(options), ...(options.noLoop && { multicastLoop: false }) });
  const { ttl } = options;
  if (ttl !== undefined) {
    if (ttl === 0) await complaints.fail(2, 'cannot set unicast time-to-live', 'EINVAL');
    socket.setOptions({ ttl });
  }
  const from = options.device !== undefined || options.strictSource ? `from ${formatAddress(options.source4)} ${options.device ?? ''}: ` : '';
  return {
    target: { family: AF_INET, socket, whereto, scopeId: 0, hostname, multicast, anySource: multicast },
    header: `PING ${hostname} (${formatAddress(whereto)}) ${from}${options.datalen}(${options.datalen + 28}) bytes of data.\n`,
  };
}
