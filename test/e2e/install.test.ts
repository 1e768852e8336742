import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../bundle';
import { finish, venv } from './tools';

/** A word of each kind that paths can have: blanks, letters beyond ASCII. */
const FOLDER = 'Übung 1';

describe('vethlab install', () => {
  let root: string;
  let home: string;
  let env: NodeJS.ProcessEnv;
  const vethlab = (...args: string[]) => finish(process.execPath, [bundle(), ...args], { cwd: root, env });

  beforeEach(() => {
    root = join(mkdtempSync(join(tmpdir(), 'vethlab-')), FOLDER);
    home = join(root, 'home');
    mkdirSync(home, { recursive: true });
    env = { HOME: home, JUPYTER_DATA_DIR: '', XDG_DATA_HOME: '', JUPYTER_PATH: '', JUPYTER_PREFER_ENV_PATH: '0' };
  });

  afterEach(() => rmSync(join(root, '..'), { recursive: true }));

  /** A Python environment that has the test's Jupyter, and no kernelspec. */
  async function makePython(): Promise<string> {
    const folder = join(root, 'env');
    await finish(venv('python'), ['-m', 'venv', '--without-pip', folder]);
    const [version] = readdirSync(join(folder, 'lib'));
    const packages = join(venv('python'), '..', '..', 'lib', version!, 'site-packages');
    writeFileSync(join(folder, 'lib', version!, 'site-packages', 'jupyter.pth'), `${packages}\n`);
    return join(folder, 'bin', 'python3');
  }

  /** Where Jupyter, as this Python has it, finds the kernel. */
  async function listed(program: string): Promise<string | undefined> {
    const { stdout } = await finish(program, ['-m', 'jupyter_client.kernelspecapp', 'list', '--json'], { cwd: '/', env });
    return (JSON.parse(stdout) as { kernelspecs: Record<string, { resource_dir: string }> }).kernelspecs.vethlab?.resource_dir;
  }

  async function started(program: string): Promise<unknown> {
    const { code, stdout, stderr } = await finish(program, [join(__dirname, 'frontends.py'), 'start', '/', 'ip -br link show lo | cut -c1-3'], { env });
    return code === 0 ? JSON.parse(stdout) : stderr;
  }

  it.each<[string, () => string[], () => string]>([
    ['--user', () => ['--user'], () => join(home, '.local', 'share', 'jupyter')],
    ['nothing, which is --user', () => [], () => join(home, '.local', 'share', 'jupyter')],
    ['--sys-prefix', () => ['--sys-prefix'], () => join(root, 'env', 'share', 'jupyter')],
    ['--prefix', () => ['--prefix', 'a prefix'], () => join(root, 'a prefix', 'share', 'jupyter')],
  ])('with %s tells Jupyter of the kernel, which starts anywhere; uninstall takes it back', async (_how, options, data) => {
    const program = await makePython();
    env = { ...env, PATH: `${join(program, '..')}:${process.env.PATH}` };
    const folder = join(data(), 'kernels', 'vethlab');
    expect(await vethlab('install', ...options())).toEqual({ code: 0, stdout: `The kernel vethlab is installed in ${folder}\n`, stderr: '' });
    // Jupyter looks in a prefix that isn't its own if it is told to
    if (data().includes('a prefix')) env = { ...env, JUPYTER_PATH: data() };
    expect(await listed(program)).toBe(folder);
    expect(await started(program)).toEqual(['lo \n']);
    expect(await vethlab('uninstall', ...options())).toEqual({ code: 0, stdout: `The kernel vethlab is gone from ${folder}\n`, stderr: '' });
    expect(await listed(program)).toBeUndefined();
    expect(await vethlab('uninstall', ...options())).toEqual({ code: 1, stdout: '', stderr: `vethlab: the kernel vethlab is not installed in ${data()}: 'jupyter kernelspec list' shows where it is\n` });
  });

  it('writes a folder that can be moved', async () => {
    await vethlab('install', '--prefix', 'first');
    mkdirSync(join(root, 'second', 'kernels'), { recursive: true });
    renameSync(join(root, 'first', 'share', 'jupyter', 'kernels', 'vethlab'), join(root, 'second', 'kernels', 'vethlab'));
    env = { ...env, JUPYTER_PATH: join(root, 'second') };
    expect(await started(await makePython())).toEqual(['lo \n']);
  });

  it('says what is wrong with where it should go', async () => {
    writeFileSync(join(root, 'file'), '');
    expect(await vethlab('install', '--prefix', 'file')).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^vethlab: cannot write the kernelspec: ENOTDIR: .*; choose a folder of yours with --prefix DIR\n$/) });
    expect(await vethlab('install', '--prefix=')).toEqual({ code: 2, stdout: '', stderr: "vethlab: --prefix wants a folder\nTry 'vethlab install --help'.\n" });
    expect(await vethlab('install', '--user', '--sys-prefix')).toEqual({ code: 2, stdout: '', stderr: "vethlab: choose one of --user, --sys-prefix and --prefix\nTry 'vethlab install --help'.\n" });
  });

  it("warns of a kernel in npx's cache", async () => {
    const cached = join(root, '_npx', '1a2b', 'node_modules', 'vethlab');
    for (const part of ['package.json', 'dist', 'kernel']) cpSync(join(bundle(), '..', '..', part), join(cached, part), { recursive: true });
    symlinkSync(join(bundle(), '..', '..', 'node_modules'), join(cached, 'node_modules'));
    const { code, stderr } = await finish(process.execPath, [join(cached, 'dist', 'vethlab.js'), 'install', '--user'], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "vethlab: it starts what lies in npx's cache, and stops to work when npm empties that: 'npm install -g vethlab' and 'vethlab install' make one that stays\n" });
    expect(existsSync(join(home, '.local', 'share', 'jupyter', 'kernels', 'vethlab', 'kernel.json'))).toBe(true);
  });
});

describe('vethlab doctor', () => {
  it.each([
    [['/nowhere/node', bundle(), 'kernel', '{connection_file}'], 'its kernelspec starts /nowhere/node, which is gone: vethlab install, with the option that it was installed with'],
    [[process.execPath, __filename, 'kernel', '{connection_file}'], `its kernelspec starts another vethlab (${__filename}): vethlab install, to start this one`],
  ])('knows a kernelspec that leads elsewhere', async (argv, problem) => {
    const data = mkdtempSync(join(tmpdir(), 'vethlab-'));
    mkdirSync(join(data, 'kernels', 'vethlab'), { recursive: true });
    writeFileSync(join(data, 'kernels', 'vethlab', 'kernel.json'), JSON.stringify({ argv, display_name: 'vethlab', language: 'bash' }));
    const { stdout } = await finish(process.execPath, [bundle(), 'doctor'], { env: { JUPYTER_PATH: data } });
    rmSync(data, { recursive: true });
    expect(stdout).toContain(`  --  the kernel: ${problem}\n`);
  });
});
