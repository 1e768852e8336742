import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../package.json';
import { bundle } from '../bundle';

describe('vethlab', () => {
  let program: string;
  const vethlab = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
    return { status, stdout, stderr };
  };

  beforeAll(() => {
    program = bundle();
  });

  it('says what it can do', () => {
    const { status, stdout } = vethlab('--help');
    expect(status).toBe(0);
    for (const command of ['lab', 'setup', 'run', 'handout', 'install', 'uninstall', 'doctor', 'kernel']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(vethlab()).toEqual({ status: 2, stdout: '', stderr: stdout });
    expect(vethlab('--version')).toEqual({ status: 0, stdout: `vethlab ${version}\n`, stderr: '' });
  });

  it.each(['lab', 'setup', 'run', 'handout', 'install', 'uninstall', 'doctor', 'kernel'])('says how to use %s', (command) => {
    const { status, stdout, stderr } = vethlab(command, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^usage: vethlab ${command}\\b`));
  });

  it.each([
    [['nope'], 'vethlab: there is no command "nope": it is one of lab, setup, run, compare, handout, import, install, uninstall, doctor, kernel\n'],
    [['toString'], 'vethlab: there is no command "toString": it is one of lab, setup, run, compare, handout, import, install, uninstall, doctor, kernel\n'],
    [['install', '--nope'], "vethlab: Unknown option '--nope'\nTry 'vethlab install --help'.\n"],
    [['install', 'here'], "vethlab: unexpected \"here\"\nTry 'vethlab install --help'.\n"],
    [['install', '--user', '--prefix', 'x'], "vethlab: choose one of --user, --sys-prefix and --prefix\nTry 'vethlab install --help'.\n"],
    [['handout'], "vethlab: which notebook?\nTry 'vethlab handout --help'.\n"],
    [['handout', '--to', 'stone', 'x.ipynb'], "vethlab: --to \"stone\" is not supported: it is one or more of html,pdf,webpdf,markdown,slides\nTry 'vethlab handout --help'.\n"],
    [['lab', '--port', 'x'], "vethlab: --port wants a number, not \"x\"\nTry 'vethlab lab --help'.\n"],
    [['kernel'], "vethlab: which connection file?\nTry 'vethlab kernel --help'.\n"],
    [['run', '--lab', 'nope', '-'], 'vethlab: there is no lab "nope": it is beachhead, desk, or a file such as ./my.yaml\n'],
    [['run', '--backend', 'paper', '-'], "vethlab: --backend \"paper\" is not supported: it is simulated or real\nTry 'vethlab run --help'.\n"],
    [['run', '--seed', 'x', '-'], "vethlab: --seed wants a whole number from 0 to 4294967295, not \"x\"\nTry 'vethlab run --help'.\n"],
  ])('refuses %j', (args, stderr) => {
    const { status, ...said } = vethlab(...args);
    expect(said).toEqual({ stdout: '', stderr });
    expect(status).toBe(stderr.includes('--help') || stderr.includes('no command') ? 2 : 1);
  });

  it.each([
    [['handout', '/nonexistent.ipynb'], 'vethlab: there is no notebook /nonexistent.ipynb\n'],
    [['kernel', '/nonexistent.json'], 'vethlab: cannot read the connection file /nonexistent.json: '],
    [['run', '/nonexistent.cmds'], 'vethlab: cannot read /nonexistent.cmds: '],
    [['run', '--lab', './nonexistent.yaml', '-'], 'vethlab: there is no lab file ./nonexistent.yaml\n'],
  ])('says what %j lacks', (args, start) => {
    const { status, stdout, stderr } = vethlab(...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.startsWith(start)).toBe(true);
    expect(stderr).not.toContain('    at ');
  });

  it('installs the kernel and takes it away again', () => {
    const prefix = mkdtempSync(join(tmpdir(), 'vethlab-'));
    const folder = join(prefix, 'share', 'jupyter', 'kernels', 'vethlab');
    expect(vethlab('install', '--prefix', prefix)).toEqual({ status: 0, stdout: `The kernel vethlab is installed in ${folder}\n`, stderr: '' });
    expect(readdirSync(folder).sort()).toEqual(['kernel.json', 'logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg']);
    expect(JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8'))).toEqual({
      argv: [process.execPath, program, 'kernel', '{connection_file}'],
      display_name: 'vethlab (Linux network)',
      language: 'bash',
      interrupt_mode: 'message',
      metadata: { debugger: false },
    });
    expect(vethlab('uninstall', '--prefix', prefix).stdout).toBe(`The kernel vethlab is gone from ${folder}\n`);
    expect(existsSync(folder)).toBe(false);
    expect(vethlab('uninstall', '--prefix', prefix)).toMatchObject({ status: 1, stderr: expect.stringContaining('is not installed in') });
    rmSync(prefix, { recursive: true });
  });
});
