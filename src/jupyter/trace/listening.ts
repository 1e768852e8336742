import type { Backend } from '../../backend';
import { Capture, EMPTY_INPUT } from '../../backend/simulated/streams';
import type { Child } from '../../commands/program';
import type { Packet } from '../../commands/tcpdump/print/packet';
import { SavefileError, readSavefile } from '../../commands/tcpdump/savefile';
import { SysError } from '../../stack/errno';
import { MagicError } from '../magics/magic';

/** ms between two looks whether tcpdump listens, and how long it may take to begin */
const LOOK_MS = 20;
const BEGIN_MS = 5000;
/** ms that packets may take to reach tcpdump */
const SETTLE_MS = 200;

const ENV = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

/** What was captured in a namespace, on all its interfaces. */
export interface Heard {
  readonly host: string;
  /** null: the host's own */
  readonly netns: string | null;
  /** each with a header of Linux's cooked capture v2, which tells interface and direction */
  readonly packets: readonly Packet[];
}

interface Listener {
  readonly host: string;
  readonly netns: string | null;
  readonly child: Child;
  readonly stdout: Capture;
  readonly stderr: Capture;
}

/** tcpdump in each namespace that there is, until it is ended. */
export class Listening {
  private constructor(private readonly listeners: readonly Listener[]) {}

  /**
   * Resolves when all of them listen.
   * @param expression in tcpdump's language
   * @throws {MagicError} where there is no tcpdump, or it doesn't begin
   */
  static async begin(backend: Backend, expression: string): Promise<Listening> {
    const places = backend.hosts.flatMap(host => [null, ...backend.namespaces(host)].map(netns => ({ host, netns })));
    const listening = new Listening(places.map(({ host, netns }) => listen(backend, host, netns, expression)));
    const until = performance.now() + BEGIN_MS;
    while (!listening.listeners.every(({ stderr }) => stderr.text().includes('listening on'))) {
      if (performance.now() > until) {
        await listening.end();
        throw new MagicError(`tcpdump doesn't begin to listen: ${listening.listeners.map(({ stderr }) => stderr.text().trim()).find(text => text !== '') ?? 'it says nothing'}`);
      }
      await pause(LOOK_MS);
    }
    return listening;
  }

  async end(): Promise<Heard[]> {
    await pause(SETTLE_MS);
    for (const { child } of this.listeners) child.kill('SIGINT');
    return Promise.all(this.listeners.map(async ({ host, netns, child, stdout }) => {
      await child.wait();
      return { host, netns, packets: packetsIn(stdout.octets()) };
    }));
  }
}

function listen(backend: Backend, host: string, netns: string | null, expression: string): Listener {
  const [stdout, stderr] = [new Capture(), new Capture()];
  const namespace = netns === null ? undefined : backend.enterNetns(host, netns);
  const argv = ['tcpdump', '-i', 'any', '-n', '-U', '--immediate-mode', '-w', '-', ...(expression === '' ? [] : [expression])];
  try {
    return { host, netns, stdout, stderr, child: backend.spawn(argv, { host, ...(namespace && { netns: namespace }), stdin: EMPTY_INPUT, stdout, stderr, env: ENV, cwd: '/' }) };
  } catch (error) {
    if (error instanceof SysError && error.errno === 'ENOENT') throw new MagicError('%%trace needs tcpdump on a real kernel, and there is none on this machine: install it, or use %backend simulated');
    throw error;
  }
}

function packetsIn(octets: Uint8Array): Packet[] {
  const packets: Packet[] = [];
  try {
    for (const packet of readSavefile(octets).packets()) packets.push(packet);
  } catch (error) {
    // What was written last may be cut short.
    if (!(error instanceof SavefileError)) throw error;
  }
  return packets;
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
