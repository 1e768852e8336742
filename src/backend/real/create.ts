import { mkdirSync, mkdtempSync } from 'node:fs';
import type { Lab, LabEnd, LabLink } from '../../lab';
import type { BackendOptions, CreateBackend } from '../create';
import { LONELY } from '../lonely';
import type { Cable, IpLink } from '../snapshot';
import { RealBackend } from './backend';
import { RealHost } from './host';
import { runHere } from './tools';

/** ms between looks for addresses whose duplicate address detection goes on */
const PAUSE_MS = 100;

export interface RealOptions extends BackendOptions {
  /** Whether a command surely leaves the network as it is; default: none does. */
  readonly onlyLooks?: (argv: readonly string[]) => boolean;
}

/** Builds labs whose revision stays what it is while such commands run. */
export const realWith = (onlyLooks: NonNullable<RealOptions['onlyLooks']>): CreateBackend<RealBackend> => options => createRealBackend({ ...options, onlyLooks });

/**
 * Builds the network that a lab describes out of namespaces and runs its first commands; within the sandbox only. The seed has no
 * meaning here. It comes to rest when duplicate address detection is over, in `settle` seconds at most.
 * @throws what `execute` rejects with
 */
export async function createRealBackend({ lab = LONELY, onlyLooks = () => false, execute }: RealOptions): Promise<RealBackend> {
  const scratch = mkdtempSync('/run/vethlab-');
  const hosts = await Promise.all(lab.hosts.map(host => {
    mkdirSync(`${scratch}/${host.name}`);
    return RealHost.create(host, `${scratch}/${host.name}`);
  }));
  const cables: Cable[] = [];
  const backend = new RealBackend(hosts, cables, scratch, onlyLooks);
  for (const { name, sysctls } of lab.hosts) {
    for (const [path, value] of sysctls) await setSysctl(backend, name, path, value);
  }
  const pids = new Map(hosts.map(({ name, pid }) => [name, pid]));
  for (const link of lab.links) cables.push(await layCable(backend, pids, link));
  for (const { name, exec } of lab.hosts) {
    for (const line of exec) await execute(backend, name, line);
  }
  await settle(backend, lab);
  return backend;
}

async function layCable(backend: RealBackend, pids: ReadonlyMap<string, number>, { a, b, mtu }: LabLink): Promise<Cable> {
  const end = ({ host, ifname, mac }: LabEnd): string[] => [
    ifname, ...(mac === undefined ? [] : ['address', mac]), ...(mtu === undefined ? [] : ['mtu', String(mtu)]), 'netns', String(pids.get(host)!),
  ];
  const problem = await runHere(['ip', 'link', 'add', ...end(a), 'type', 'veth', 'peer', ...end(b)]);
  if (problem !== undefined) throw new Error(`the cable from ${a.host}:${a.ifname} to ${b.host}:${b.ifname} can't be laid: ${problem}`);
  const found = async ({ host, ifname }: LabEnd): Promise<Cable['a']> => {
    const [link] = JSON.parse(await backend.query(host, ['ip', '-j', 'link', 'show', 'dev', ifname])) as IpLink[];
    return { host, dev: ifname, ifindex: link!.ifindex };
  };
  return { a: await found(a), b: await found(b) };
}

/** @throws {Error} that names the host and the sysctl, when there is none of that name or it can't take the value */
async function setSysctl(backend: RealBackend, host: string, name: string, value: string): Promise<void> {
  const { code, stderr } = await backend.run(host, ['dd', `of=/proc/sys/${name.replaceAll('.', '/')}`, 'conv=notrunc', 'status=none'], value);
  if (code !== 0) throw new Error(`${host}: sysctl ${name} = ${value}: ${stderr.trim().split(': ').at(-1)}`);
}

async function settle(backend: RealBackend, { hosts, settle: seconds }: Lab): Promise<void> {
  const end = backend.clock.now() + seconds * 1e9;
  while (backend.clock.now() < end) {
    const tentative = await Promise.all(hosts.map(({ name }) => backend.query(name, ['ip', '-6', 'address', 'show', 'tentative'])));
    if (tentative.every(text => text === '')) return;
    await backend.clock.sleep(PAUSE_MS * 1e6);
  }
}
