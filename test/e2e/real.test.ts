import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normalise, type Exchange } from '../../src/compare';
import { PROJECT } from '../bundle';
import { formatTranscript } from '../fidelity/transcript';
import { as, machine, program, USERS, type User } from '../sandbox';
import { finish, venv } from './tools';

interface Notebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: string | readonly string[];
    readonly outputs?: readonly { readonly output_type: string; readonly text?: string | readonly string[]; readonly data?: Readonly<Record<string, string | readonly string[]>>; readonly evalue?: string }[];
  }[];
}

const whole = (text: string | readonly string[] | undefined): string => (typeof text === 'string' ? text : (text ?? []).join(''));

/** A real kernel doesn't say what it drops, and why. */
const tells = ({ cmd }: Pick<Exchange, 'cmd'>): boolean => !/%why|%trace/.test(cmd);

/** What a capture shows depends on the instant at which it begins. */
const repeats = (exchange: Pick<Exchange, 'cmd'>): boolean => tells(exchange) && !/tcpdump|PINGPID|veth\d\.txt/.test(exchange.cmd);

/** Cables are veth devices on the real backend; how far detection of duplicates, neighbours and pings are depends on the machine's speed. */
function alike({ stdout, ...rest }: Exchange): Exchange {
  const endless = stdout.includes('^C') ? stdout.replace(/^\d+ packets transmitted, 0 received,( \+\d+ errors,)?/gm, 'N packets transmitted, 0 received,') : stdout;
  const text = endless
    .replace(/\btime \d+ms$/gm, 'time T')
    .replace(/^(\d+: ens[34])@if\d+(.*) qdisc noqueue /gm, '$1$2 qdisc fq_codel ')
    .replace(/^( +link\/ether .*) link-netnsid \d+$/gm, '$1')
    .replace(/ tentative /g, ' ')
    .replace(/ (REACHABLE|STALE|DELAY|PROBE) $/gm, ' STATE ')
    .replace(/^pipe \d+$/gm, 'pipe N');
  return { ...rest, stdout: text };
}

/** The code cells: what each printed, and the kinds of what it showed besides. */
function cells(file: string): { readonly texts: string; readonly pictures: string } {
  const { cells: all } = JSON.parse(readFileSync(file, 'utf8')) as Notebook;
  const code = all.filter(({ cell_type }) => cell_type === 'code').map(({ source, outputs = [] }) => ({ cmd: whole(source), outputs }));
  const exchanges = code.map(({ cmd, outputs }) => ({ cmd, stdout: outputs.map((output) => whole(output.text ?? output.data?.['text/plain'] ?? output.evalue)).join(''), stderr: '', rc: 0 }));
  const pictures = code.filter(tells).map(({ cmd, outputs }) => [cmd, ...outputs.flatMap(({ data }) => (data ? [`  ${Object.keys(data).join(' ')}`] : []))].join('\n'));
  return { texts: formatTranscript(normalise({ exchanges: exchanges.filter(repeats).map(alike) }).exchanges), pictures: pictures.join('\n') };
}

describe('the lab in nbconvert on the real backend', () => {
  let folder: string;
  const before = machine();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'vethlab-real-'));
    chmodSync(folder, 0o755);
    for (const file of ['02-virtual-interfaces.ipynb', 'labs', 'pictures']) cpSync(join(PROJECT, 'notebooks', file), join(folder, file), { recursive: true });
    // Linux takes a namespace's links away behind the command's back (cleanup_net), so the next one may see them still.
    const lab = join(folder, '02-virtual-interfaces.ipynb');
    writeFileSync(lab, readFileSync(lab, 'utf8').replace('sudo ip netns del red\\n', 'sudo ip netns del red; sleep 1\\n'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Executes the lab; the kernel runs as `user`, and gets a connection file that this user can read. */
  async function execute(name: string, user: User, env: Readonly<Record<string, string>>): Promise<string> {
    const kernel = as(user, [process.execPath, program(), 'kernel']).flat().map((word) => `'${word}'`).join(' ');
    const spec = join(folder, name, 'kernels', 'vethlab');
    mkdirSync(spec, { recursive: true });
    const argv = ['sh', '-c', `umask 077; cp "$2" "$1" && chown 65534 "$1" && exec ${kernel} "$1"`, 'sh', join(folder, `${name}.json`), '{connection_file}'];
    writeFileSync(join(spec, 'kernel.json'), JSON.stringify({ argv, display_name: 'vethlab', language: 'bash', interrupt_mode: 'message', env }));
    const lab = join(folder, '02-virtual-interfaces.ipynb');
    const { code, stderr } = await finish(venv('jupyter'), ['nbconvert', '--execute', '--to', 'notebook', '--output', name, lab], { cwd: folder, env: { JUPYTER_PATH: join(folder, name) } });
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    return join(folder, `${name}.ipynb`);
  }

  it('comes out as on the simulated network, as root and as any user', async () => {
    const [simulated, ...real] = await Promise.all([
      execute('simulated', 'nobody', { VETHLAB_KERNEL: '6.18' }),
      ...USERS.map((user) => execute(user, user, { VETHLAB_BACKEND: 'real' })),
    ]);
    const { texts, pictures } = cells(simulated);
    expect(pictures).toContain('text/html');
    for (const file of real) {
      expect(cells(file).texts).toBe(texts);
      expect(cells(file).pictures).toBe(pictures);
    }
    expect(machine()).toBe(before);
  });
});
