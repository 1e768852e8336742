import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../package.json';
import { PROJECT } from '../bundle';
import { Server, finish, python, venv } from './tools';

/** What `npm pack` reads, and no dist: it has to build. */
const SOURCES = ['LICENSE', 'README.md', 'package.json', 'esbuild.config.mjs', 'tsconfig.json', 'requirements.txt', 'kernel', 'src', 'notebooks'];

/** How long npm may take for it on a busy machine, in milliseconds. */
const INSTALLING = 240_000;

const NOTEBOOKS = readdirSync(join(PROJECT, 'notebooks')).filter((file) => file.endsWith('.ipynb')).sort();

describe('the package, installed as a user would', () => {
  /** blanks and letters that aren't ASCII in its path */
  let root: string;
  let packed: { readonly size: number; readonly filename: string; readonly files: readonly { readonly path: string }[] };
  let home: string;
  let installed: string;

  /** Runs a program as someone who has nothing but this package. */
  const run = async (program: string, args: readonly string[], options: { readonly input?: string; readonly cwd?: string } = {}) => finish(program, args, {
    cwd: home, ...options, env: { HOME: home, XDG_DATA_HOME: '', JUPYTER_DATA_DIR: '', NODE_PATH: '', VETHLAB_HISTORY: join(home, 'history.jsonl') },
  });
  const vethlab = (...args: string[]) => run(join(root, 'bin', 'vethlab'), args);

  beforeAll(async () => {
    root = join(mkdtempSync(join(tmpdir(), 'vethlab-')), 'Übung eins');
    home = join(root, 'home');
    const copy = join(root, 'copy');
    mkdirSync(home, { recursive: true });
    mkdirSync(copy);
    for (const source of SOURCES) cpSync(join(PROJECT, source), join(copy, source), { recursive: true, filter: (path) => !path.includes('node_modules') });
    symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
    const { code, stdout, stderr } = await finish('npm', ['pack', '--json', '--silent', '--pack-destination', root], { cwd: copy });
    if (code !== 0) throw new Error(`${stdout}${stderr}`);
    [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [typeof packed];
    rmSync(copy, { recursive: true });
    // what npm fetched for the working copy lies in its cache; what it asks for nevertheless must come soon
    const npm = await finish('npm', ['install', '--global', '--prefix', root, '--prefer-offline', '--fetch-timeout', '20000', '--fetch-retries', '1', '--no-audit', '--no-fund', join(root, packed.filename)], { cwd: home, timeout: INSTALLING });
    if (npm.code !== 0) throw new Error(`npm could not install the package within ${INSTALLING / 1000} seconds:\n${npm.stdout}${npm.stderr}`);
    installed = join(root, 'lib', 'node_modules', 'vethlab');
  });

  afterAll(() => rmSync(join(root, '..'), { recursive: true, force: true }));

  it('is built when it is packed, holds what is needed alone, and is small', () => {
    const below = (folder: string): string[] => (readdirSync(join(PROJECT, folder), { recursive: true }) as string[]).map((file) => `${folder}/${file}`).filter((file) => statSync(join(PROJECT, file)).isFile());
    const paths = packed.files.map(({ path }) => path);
    const programs = paths.filter((path) => /^dist\/[^/]+\.js$/.test(path));
    expect(programs).toEqual(expect.arrayContaining(['dist/vethlab.js', 'dist/library.js', 'dist/kernel.js']));
    expect(paths.sort()).toEqual([
      'LICENSE', 'README.md', 'dist/licenses.txt', 'dist/reveal/reveal.css', 'dist/reveal/reveal.js', 'dist/types/api.d.ts', 'dist/types/library.d.ts', 'package.json', 'requirements.txt', ...programs,
      ...below('kernel'), ...NOTEBOOKS.map((file) => `notebooks/${file}`), ...below('notebooks/graded'), ...below('notebooks/labs'),
    ].sort());
    expect(packed.size).toBeLessThan(1_000_000);
    expect(existsSync(join(installed, 'src'))).toBe(false);
    // of what only those need who work on vethlab, nothing comes along
    for (const name of ['jest', 'eslint', 'esbuild', 'ts-node', 'playwright-core']) expect(existsSync(join(installed, 'node_modules', name))).toBe(false);
  });

  it('runs commands, and finds its labs', async () => {
    expect(await vethlab('--version')).toEqual({ code: 0, stdout: `vethlab ${version}\n`, stderr: '' });
    writeFileSync(join(home, 'a file.sh'), 'ip -br link | grep ens3\nip link | sed -n 1p\nip link show nosuch\n');
    expect(await vethlab('run', 'a file.sh', '--lab', 'beachhead')).toEqual({
      code: 1,
      stdout: 'ens3             UP             fa:16:3e:59:a0:b8 <BROADCAST,MULTICAST,UP,LOWER_UP> \n1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n',
      stderr: 'Device "nosuch" does not exist.\n',
    });
    expect(await vethlab('run', 'a file.sh', '--lab', 'nosuch')).toMatchObject({ code: 1, stderr: expect.stringContaining('it is beachhead, desk, or a file such as ./my.yaml') });
  });

  it('runs them on the real backend', async () => {
    writeFileSync(join(home, 'real.sh'), 'ip -br link show ens3\nls ~\n');
    const { code, stdout, stderr } = await vethlab('run', 'real.sh', '--backend', 'real', '--lab', 'beachhead');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^ens3@if\d+ +UP +[\da-f:]{17} <BROADCAST,MULTICAST,UP,LOWER_UP> \n$/);
  });

  it('is a library', async () => {
    const folder = join(home, 'program');
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    symlinkSync(installed, join(folder, 'node_modules', 'vethlab'));
    writeFileSync(join(folder, 'program.mjs'), 'import { lab } from "vethlab";\nconst { net, sh } = await lab("beachhead");\nconst { status } = await sh`sudo ip link add left type veth peer name right`;\nconsole.log(status, net.link("left").peer);\n');
    expect(await run(process.execPath, ['program.mjs'], { cwd: folder })).toEqual({ code: 0, stdout: '0 right\n', stderr: '' });
  });

  it('tells Jupyter of its kernel, which runs cells of every kind from any folder, and takes it back', async () => {
    const prefix = join(root, 'a prefix');
    const data = join(prefix, 'share', 'jupyter');
    const folder = join(data, 'kernels', 'vethlab');
    const env = { JUPYTER_PATH: data, HOME: home, VETHLAB_HISTORY: join(home, 'history.jsonl') };
    expect(await vethlab('install', '--prefix', prefix)).toEqual({ code: 0, stdout: `The kernel vethlab is installed in ${folder}\n`, stderr: '' });
    const cells = ['ip -br link show lo | cut -c1-3', '%%ts\nnet.links.length', '%lab beachhead\nip -br link | wc -l', '%backend real\nip -br link show ens3'];
    const started = await python('frontends.py', ['start', '/', ...cells], { env });
    expect(started).toMatchObject({ code: 0 });
    expect(JSON.parse(started.stdout)).toEqual(['lo \n', '1', expect.stringMatching(/3\n$/), expect.stringMatching(/ens3@if\d+ +UP .*\n$/)]);
    expect(await vethlab('uninstall', '--prefix', prefix)).toEqual({ code: 0, stdout: `The kernel vethlab is gone from ${folder}\n`, stderr: '' });
    expect(existsSync(folder)).toBe(false);
  });

  it('says what the machine can do', async () => {
    const { stdout, stderr } = await vethlab('doctor');
    expect(stderr).toBe('');
    expect(stdout).toContain('  ok  the built program\n');
    expect(stdout).toContain('  ok  the sandbox\n');
  });

  it('opens the labs in a folder of the user', async () => {
    // the Python environment that it would make seems to be there already
    const environment = join(home, '.local', 'share', 'jupyter', 'vethlab', 'python');
    mkdirSync(join(environment, 'bin'), { recursive: true });
    writeFileSync(join(environment, 'bin', 'jupyter'), `#!/bin/sh\nexec '${venv('jupyter')}' "$@"\n`, { mode: 0o755 });
    cpSync(join(PROJECT, 'requirements.txt'), join(environment, 'requirements.installed'));
    const server = new Server(join(root, 'bin', 'vethlab'), ['lab', '--no-browser', '--port', String(20_000 + (process.pid % 20_000))], { cwd: home, env: { HOME: home, JUPYTER_DATA_DIR: '', XDG_DATA_HOME: '' } });
    const address = new URL(await server.says(/http:\/\/(?:127\.0\.0\.1|localhost):\d+\/lab\S*token=\w+/));
    address.pathname = '/api/contents';
    const { content } = await (await fetch(address)).json() as { content: readonly { readonly name: string }[] };
    await server.end();
    expect(content.map(({ name }) => name).sort()).toEqual(NOTEBOOKS);
    for (const lab of NOTEBOOKS) expect(readFileSync(join(home, 'vethlab-labs', lab), 'utf8')).toBe(readFileSync(join(PROJECT, 'notebooks', lab), 'utf8'));
  });
});
