import { PROGRAMS } from '../../commands';
import type { Workers } from '../../commands/filter/job';
import type { LabEnd } from '../../lab';
import { IFF } from '../../stack/rtnetlink';
import { createNetwork } from '../../stack/create';
import type { Host } from '../../stack/host';
import type { Release } from '../../stack/releases';
import type { BackendOptions, CreateBackend } from '../create';
import { LONELY } from '../lonely';
import { SimulatedBackend } from './backend';

const DEFAULT_SEED = 1;
const NS_PER_S = 1_000_000_000;

export interface SimulatedOptions extends BackendOptions {
  /** the kernel of its hosts; default: the reference */
  readonly release?: Release;
  /** do what may take long; default: this thread */
  readonly workers?: Workers;
}

/** Builds labs whose hosts run a kernel, and leave what may take long to workers. */
export const simulatedWith = (release: Release, workers?: Workers): CreateBackend<SimulatedBackend> => options => createSimulatedBackend({ ...options, release, ...(workers && { workers }) });

/**
 * Builds the network that a lab describes, runs its first commands, and lets it come to rest; only then its time begins.
 * @throws what `execute` rejects with
 */
export async function createSimulatedBackend({ lab = LONELY, seed = lab.seed ?? DEFAULT_SEED, release, workers, execute }: SimulatedOptions): Promise<SimulatedBackend> {
  const network = createNetwork({ seed, ...(release && { release }) });
  for (const { name, hostname, sysctls } of lab.hosts) {
    const host = network.addHost(name);
    host.hostname = hostname;
    host.initNetns.rtnetlink.request({ type: 'RTM_NEWLINK', ifname: 'lo', flags: IFF.UP, change: IFF.UP });
    for (const [path, value] of sysctls) setSysctl(host, path, value);
  }
  const end = ({ host, ifname, mac }: LabEnd) => ({ host: network.hosts.get(host)!, ifname, address: mac });
  for (const { a, b, mtu } of lab.links) {
    network.addCable(end(a), end(b));
    for (const { host, ifname } of [a, b]) setMtu(network.hosts.get(host)!, ifname, mtu);
  }
  const users = new Map(lab.hosts.map(({ name, user }) => [name, user] as const));
  const backend = new SimulatedBackend(network, PROGRAMS, { seed, users, workers });
  for (const { name, exec } of lab.hosts) {
    for (const line of exec) await execute(backend, name, line);
  }
  await backend.drive(backend.clock.sleep(lab.settle * NS_PER_S));
  backend.begin();
  return backend;
}

/** @throws {Error} that names the host and the sysctl, when there is none of that name or it can't take the value */
function setSysctl(host: Host, name: string, value: string): void {
  try {
    host.initNetns.sysctl.set(name.replaceAll('.', '/'), value);
  } catch (error) {
    throw new Error(`${host.name}: sysctl ${name} = ${value}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function setMtu(host: Host, ifname: string, mtu: number | undefined): void {
  if (mtu !== undefined) host.initNetns.rtnetlink.request({ type: 'RTM_NEWLINK', ifname, mtu });
}
