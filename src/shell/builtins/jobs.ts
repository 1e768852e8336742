import { exitCode, parseSignal, SIGNALS, type Signal } from '../../commands/program';
import { strerror, SysError } from '../../stack/errno';
import { CommandStreams } from '../descriptors';
import { jobStatus, memberCode, type Job } from '../jobs';
import { mourn } from '../simple';
import type { Foreground } from '../session';
import { fail, misused, options, out, type BuiltinCall, type Builtins } from './builtin';

async function find(call: BuiltinCall, spec: string | undefined): Promise<Job | undefined> {
  const { jobs } = call.shell;
  const job = spec === undefined ? jobs.current : jobs.find(spec);
  if (!job) await fail(call, `${spec ?? 'current'}: no such job`);
  return job;
}

async function jobsBuiltin(call: BuiltinCall): Promise<number> {
  const { shell } = call;
  const jobs = shell.jobs.list().length === 0 ? shell.inherited ?? shell.jobs : shell.jobs;
  const { given, operands, unknown } = options(call.argv, 'lnprs');
  if (unknown) return misused(call, `${unknown}: invalid option`, 'jobs [-lnprs] [jobspec ...] or jobs -x command [args]');
  let status = 0;
  const wanted: Job[] = [];
  for (const spec of operands) {
    const job = await find(call, spec);
    if (job) wanted.push(job);
    else status = 1;
  }
  for (const job of operands.length > 0 ? wanted : jobs.list()) {
    const ended = jobStatus(job) !== undefined;
    if ((given.has('r') && (ended || job.stopped)) || (given.has('s') && !job.stopped)) continue;
    await out(call, given.has('p') ? `${job.group}\n` : jobs.line(job, given.has('l')));
    if (ended && jobs === shell.jobs) jobs.remove(job);
  }
  return status;
}

async function fg(call: BuiltinCall): Promise<number> {
  const { shell } = call;
  const job = await find(call, call.argv[1]);
  if (!job) return 1;
  await out(call, `${job.text}\n`);
  shell.jobs.touch(job);
  if (jobStatus(job)) {
    shell.jobs.remove(job);
    return fail(call, 'job has terminated');
  }
  job.stopped = false;
  job.signal('SIGCONT');
  const streams = new CommandStreams(shell.descriptors, shell.session.terminal, { argv: call.argv, host: shell.system.host, netns: shell.system.netns, background: false });
  const foreground: Foreground = { system: shell.system, group: job.group, signal: job.signal, endless: job.endless(), streams };
  try {
    await shell.session.attend(foreground, Promise.all(job.members.map(({ ended }) => ended)));
    shell.jobs.remove(job);
    const last = jobStatus(job)!;
    if ('signal' in last) await mourn(shell, streams, last.signal);
    return exitCode(last);
  } finally {
    streams.close();
  }
}

async function bg(call: BuiltinCall): Promise<number> {
  let status = 0;
  for (const spec of call.argv.length > 1 ? call.argv.slice(1) : [undefined]) {
    const job = await find(call, spec);
    if (!job) status = 1;
    else if (!job.stopped) await fail(call, `job ${job.id} already in background`);
    else {
      const mark = call.shell.jobs.mark(job);
      job.stopped = false;
      job.signal('SIGCONT');
      await out(call, `[${job.id}]${mark} ${job.text} &\n`);
    }
  }
  return status;
}

async function wait(call: BuiltinCall): Promise<number> {
  const status = await waitFor(call);
  if (call.shell.session.options.interactive) await call.streams.output(2).write(call.shell.jobs.notices());
  return status;
}

async function waitFor(call: BuiltinCall): Promise<number> {
  const { shell } = call;
  const { jobs } = shell;
  const { given, operands, unknown } = options(call.argv, 'fn', 'p');
  if (unknown) return misused(call, `${unknown}: invalid option`, 'wait [-fn] [-p var] [id ...]');
  if (given.has('n')) {
    const running = jobs.list();
    if (running.length === 0) return 127;
    const job = await attend(call, running, Promise.race(running.map(each => Promise.all(each.members.map(({ ended }) => ended)).then(() => each))));
    return forget(call, job);
  }
  if (operands.length === 0) {
    const running = jobs.list();
    await attend(call, running, Promise.all(running.flatMap(job => job.members.map(({ ended }) => ended))));
    if (!shell.session.options.interactive) running.forEach(job => jobs.remove(job));
    return 0;
  }
  let status = 0;
  for (const operand of operands) {
    if (operand.startsWith('%')) {
      const job = jobs.find(operand);
      if (!job) {
        status = await fail(call, `${operand}: no such job`, 127);
        continue;
      }
      await attend(call, [job], Promise.all(job.members.map(({ ended }) => ended)));
      status = memberCode(job.members.at(-1)!);
      if (!shell.session.options.interactive) job.notified = true;
    } else if (!/^\d+$/.test(operand)) {
      status = await fail(call, `\`${operand}': not a pid or valid job spec`, 1);
    } else {
      const pid = Number(operand);
      const job = jobs.withPid(pid);
      const ended = jobs.takeEnded(pid);
      if (ended) status = exitCode(ended);
      else if (!job) status = await fail(call, `pid ${pid} is not a child of this shell`, 127);
      else {
        const member = job.members.find(each => each.pid === pid)!;
        await attend(call, [job], member.ended);
        status = memberCode(member);
        if (jobStatus(job) && !shell.session.options.interactive) job.notified = true;
      }
    }
  }
  return status;
}

function forget({ shell }: BuiltinCall, job: Job): number {
  shell.jobs.remove(job);
  return exitCode(jobStatus(job)!);
}

/** Waits for jobs; those that are endless are waited for only as long as an endless command would run. @throws {Signalled} */
async function attend<T>({ shell, streams }: BuiltinCall, jobs: readonly Job[], work: Promise<T>): Promise<T> {
  if (shell.options.foreground) return shell.task.wait(work);
  const foreground: Foreground = {
    system: shell.system, group: undefined, streams,
    signal: signal => shell.task.signal(signal),
    get endless() { return jobs.some(job => !jobStatus(job) && job.endless()); },
  };
  return shell.session.attend(foreground, shell.task.wait(work));
}

const KILL_USAGE = 'kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]';

async function kill(call: BuiltinCall): Promise<number> {
  const { shell } = call;
  let args = call.argv.slice(1);
  let signal: Signal | 0 = 'SIGTERM';
  const first = args[0];
  if (first === undefined) return kindlyMisused(call);
  if (first === '-l' || first === '-L') return listSignals(call, args.slice(1));
  const spec = first === '-s' || first === '-n' ? args[1] : /^-./.test(first) && first !== '--' ? first.slice(1) : undefined;
  if (spec !== undefined) {
    const parsed = spec === '0' ? 0 : parseSignal(spec);
    if (parsed === undefined) return fail(call, `${spec}: invalid signal specification`);
    signal = parsed;
    args = args.slice(first === '-s' || first === '-n' ? 2 : 1);
  }
  if (args[0] === '--') args = args.slice(1);
  if (args.length === 0) return kindlyMisused(call);
  let status = 0;
  for (const target of args) {
    const problem = send(call, target, signal);
    if (problem === undefined) continue;
    await shell.complain(`kill: ${problem}`);
    status = 1;
  }
  if (shell.session.options.interactive && (signal === 'SIGSTOP' || signal === 'SIGTSTP')) {
    await call.streams.output(2).write(shell.jobs.list().filter(job => job.stopped).map(job => `\n${shell.jobs.line(job)}`).join(''));
  }
  // what is signalled gets to act on it before the next command
  await shell.system.sleep(0);
  return status;
}

async function kindlyMisused({ streams }: BuiltinCall): Promise<number> {
  await streams.output(2).write(`kill: usage: ${KILL_USAGE}\n`);
  return 2;
}

function send({ shell }: BuiltinCall, target: string, signal: Signal | 0): string | undefined {
  if (target.startsWith('%')) {
    const job = shell.jobs.find(target);
    if (!job) return `${target}: no such job`;
    if (signal !== 0) signalJob(job, signal);
    return undefined;
  }
  if (!/^-?\d+$/.test(target)) return `${target}: arguments must be process or job IDs`;
  const pid = Number(target);
  if (pid === shell.options.shellPid || pid === shell.task.pid) {
    if (signal !== 0) shell.task.signal(signal);
    return undefined;
  }
  const job = shell.jobs.list().find(each => each.group === Math.abs(pid)) ?? shell.jobs.withPid(pid);
  if (job && !jobStatus(job)) {
    if (signal !== 0) signalJob(job, signal);
    return undefined;
  }
  try {
    shell.system.kill(pid, signal === 0 ? 'SIGCONT' : signal);
    return undefined;
  } catch (error) {
    if (error instanceof SysError) return `(${target}) - ${strerror(error.errno)}`;
    throw error;
  }
}

function signalJob(job: Job, signal: Signal): void {
  if (signal === 'SIGSTOP' || signal === 'SIGTSTP') job.stopped = true;
  if (signal === 'SIGCONT') job.stopped = false;
  job.signal(signal);
}

async function listSignals(call: BuiltinCall, specs: readonly string[]): Promise<number> {
  let status = 0;
  const names = Object.entries(SIGNALS).sort(([, a], [, b]) => a - b);
  if (specs.length === 0) await out(call, `${names.map(([name, number]) => `${String(number).padStart(2)}) ${name}`).join('\t')}\n`);
  for (const spec of specs) {
    const number = Number(spec);
    const signal = parseSignal(/^\d+$/.test(spec) && number > 128 ? String(number - 128) : spec);
    if (signal === undefined) status = await fail(call, `${spec}: invalid signal specification`);
    else await out(call, /^\d+$/.test(spec) ? `${signal.slice(3)}\n` : `${SIGNALS[signal]}\n`);
  }
  return status;
}

/** Builtins of job control. */
export const JOBS: Builtins = {
  jobs: jobsBuiltin,
  fg,
  bg,
  wait,
  kill,
  disown: async call => {
    const { operands } = options(call.argv, 'ahr');
    for (const spec of operands.length > 0 ? operands : [undefined]) {
      const job = spec !== undefined && /^\d+$/.test(spec) ? call.shell.jobs.withPid(Number(spec)) : await find(call, spec);
      if (!job) return 1;
      call.shell.jobs.remove(job);
    }
    return 0;
  },
};
