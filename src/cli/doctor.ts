import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { examine, findObstacle, type Finding } from '../backend/real/diagnosis';
import { findProgram } from '../backend/real/sandbox';
import { CliError } from './command';
import type { Command } from './command';
import type { Examined } from './inside';
import { lacksBrowser, lacksLatex } from './handout/formats';
import { findKernelspecProblem } from './kernelspec';
import { ENTRY } from './project';
import { venvProgram } from './python';
import { enterSandbox } from './sandbox';

/** Says what this machine can do, and how to mend what it can't. */
export const doctor: Command = {
  help: `usage: vethlab doctor

Says what vethlab can do on this machine, and what to do about the rest. Exits with 1 where something is missing.
`,
  options: {},
  run: async (_values, operands) => {
    if (operands.length > 0) throw new CliError(`unexpected ${JSON.stringify(operands[0])}`, 2);
    const parts: readonly (readonly [title: string, findings: readonly Finding[]])[] = [
      ['Jupyter', checkJupyter()],
      ['Real backend', [...examine(), ...await checkKernel()]],
      ['Handouts as PDF', checkPdf()],
    ];
    for (const [title, findings] of parts) {
      process.stdout.write(`${title}\n${findings.map(({ name, problem }) => `  ${problem === undefined ? 'ok' : '--'}  ${name}${problem === undefined ? '' : `: ${problem}`}\n`).join('')}`);
    }
    return parts.some(([, findings]) => findings.some(({ problem }) => problem !== undefined)) ? 1 : 0;
  },
};

function found(name: string, path: string | undefined, mend: string): Finding {
  return path === undefined ? { name, problem: mend } : { name };
}

function finding(name: string, problem: string | undefined): Finding {
  return problem === undefined ? { name } : { name, problem };
}

function checkJupyter(): Finding[] {
  const jupyter = [venvProgram('jupyter'), findProgram('jupyter')].find((path) => path !== undefined && existsSync(path));
  const findings = [
    found('the built program', existsSync(ENTRY) ? ENTRY : undefined, 'it is not built: npm run build'),
    found('JupyterLab and nbconvert', jupyter, 'there is none: vethlab setup'),
  ];
  if (jupyter === undefined) return findings;
  return [...findings, { name: 'the kernel', problem: findKernelProblem(jupyter) }];
}

interface KernelspecList {
  readonly kernelspecs: Readonly<Record<string, { readonly spec: { readonly argv: readonly string[] } }>>;
}

function findKernelProblem(jupyter: string): string | undefined {
  const { stdout, stderr, status, error } = spawnSync(jupyter, ['kernelspec', 'list', '--json'], { encoding: 'utf8' });
  if (error || status !== 0) return `${jupyter} kernelspec list fails: ${(error?.message ?? stderr).trim().split('\n').at(-1)}`;
  const { vethlab } = (JSON.parse(stdout) as KernelspecList).kernelspecs;
  return vethlab === undefined ? 'Jupyter does not know it: vethlab install --user' : findKernelspecProblem(vethlab.spec.argv);
}

function checkPdf(): Finding[] {
  return [
    finding('a browser, for --to webpdf', lacksBrowser()),
    finding('LaTeX and pandoc, for --to pdf', lacksLatex()),
  ];
}

/** What can be known only from within the sandbox: whether there is a way in, and which links the kernel makes. */
async function checkKernel(): Promise<Finding[]> {
  if (findObstacle() !== undefined) return [];
  const { process: child, problem } = enterSandbox(['ignore', 'ignore', 'ignore']);
  const examined = await new Promise<Examined | undefined>((resolve) => {
    child.once('message', () => {
      child.send({ kind: 'examine' });
      child.once('message', (message) => resolve(message as Examined));
    });
    child.on('exit', () => resolve(undefined));
  });
  if (!examined) return [{ name: 'the sandbox', problem: problem() }];
  const missing = Object.entries(examined.kinds).filter(([, can]) => !can).map(([kind]) => kind);
  const links: Finding = missing.length === 0 ? { name: 'link types' } : { name: 'link types', problem: `this kernel makes no ${missing.join(', ')}: modprobe them, or take a kernel of a distribution; the simulated backend needs none` };
  return [{ name: 'the sandbox' }, links];
}
