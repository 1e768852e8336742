import { exitCode, type ExitStatus, type Signal } from '../commands/program';

/** One element of a job's pipeline. */
export interface Member {
  readonly pid: number;
  readonly ended: Promise<ExitStatus>;
  status: ExitStatus | undefined;
}

/** A pipeline or list that runs in the background, or has been stopped. */
export interface Job {
  readonly id: number;
  readonly group: number;
  readonly members: readonly Member[];
  /** as bash shows it */
  readonly text: string;
  readonly endless: () => boolean;
  readonly signal: (signal: Signal) => void;
  stopped: boolean;
  /** its end has been told to the user */
  notified: boolean;
}

export function jobStatus(job: Job): ExitStatus | undefined {
  return job.members.every(({ status }) => status) ? job.members.at(-1)!.status : undefined;
}

/** strsignal(3), as bash's job notices word it; those that bash doesn't mention are missing. */
const ENDED_BY: Readonly<Partial<Record<Signal, string>>> = {
  SIGHUP: 'Hangup', SIGINT: 'Interrupt', SIGQUIT: 'Quit', SIGKILL: 'Killed', SIGUSR1: 'User defined signal 1', SIGUSR2: 'User defined signal 2',
  SIGPIPE: 'Broken pipe', SIGALRM: 'Alarm clock', SIGTERM: 'Terminated',
};

export function describeSignal(signal: Signal): string {
  return ENDED_BY[signal] ?? signal;
}

function describeState(job: Job): string {
  const status = jobStatus(job);
  if (!status) return job.stopped ? 'Stopped' : 'Running';
  if ('signal' in status) return describeSignal(status.signal);
  return status.code === 0 ? 'Done' : `Exit ${status.code}`;
}

/** The jobs of one shell, numbered as bash numbers them: the highest in use plus one. */
export class JobTable {
  readonly #jobs = new Map<number, Job>();
  /** by when they were last started, stopped or brought to the front; the last is the current one */
  #order: Job[] = [];
  /** `$!` and what `wait PID` still knows of jobs that are gone */
  readonly #ended = new Map<number, ExitStatus>();

  add(job: Omit<Job, 'id' | 'stopped' | 'notified'>): Job {
    let id = 1;
    for (const used of this.#jobs.keys()) id = Math.max(id, used + 1);
    const added: Job = { ...job, id, stopped: false, notified: false };
    this.#jobs.set(id, added);
    this.#order.push(added);
    for (const member of added.members) void member.ended.then(status => (member.status = status));
    return added;
  }

  remove(job: Job): void {
    this.#jobs.delete(job.id);
    this.#order = this.#order.filter(known => known !== job);
    for (const { pid, status } of job.members) if (status) this.#ended.set(pid, status);
  }

  /** The status of a job that has been forgotten, once. */
  takeEnded(pid: number): ExitStatus | undefined {
    const status = this.#ended.get(pid);
    this.#ended.delete(pid);
    return status;
  }

  touch(job: Job): void {
    this.#order = [...this.#order.filter(known => known !== job), job];
  }

  list(): Job[] {
    return [...this.#jobs.values()].sort((a, b) => a.id - b.id);
  }

  get current(): Job | undefined {
    return this.#ranked().at(-1);
  }

  get previous(): Job | undefined {
    return this.#ranked().at(-2);
  }

  #ranked(): Job[] {
    return [...this.#order.filter(job => !job.stopped), ...this.#order.filter(job => job.stopped)];
  }

  /** A job by `%1`, `%+`, `%-`, `%text`, `%?text`. */
  find(spec: string): Job | undefined {
    const name = spec.replace(/^%/, '');
    if (name === '' || name === '+' || name === '%') return this.current;
    if (name === '-') return this.previous ?? this.current;
    if (/^\d+$/.test(name)) return this.#jobs.get(Number(name));
    return this.list().find(job => (name.startsWith('?') ? job.text.includes(name.slice(1)) : job.text.startsWith(name)));
  }

  withPid(pid: number): Job | undefined {
    return this.list().find(job => job.members.some(member => member.pid === pid));
  }

  mark(job: Job): string {
    return job === this.current ? '+' : job === this.previous ? '-' : ' ';
  }

  /** A line of `jobs` or a notice: `[1]+  Running                 sleep 5 &`. */
  line(job: Job, pids = false): string {
    const state = describeState(job);
    const running = state === 'Running' ? ' &' : '';
    const pid = pids ? `${job.group} ` : '';
    return `[${job.id}]${this.mark(job)} ${pids ? pid : ' '}${state.padEnd(23)} ${job.text}${running}\n`;
  }

  /** Notices for jobs that have ended since the last call; they are forgotten then. */
  notices(): string {
    const ended = this.list().filter(job => jobStatus(job));
    const lines = ended.map(job => (job.notified ? '' : this.line(job)));
    ended.forEach(job => this.remove(job));
    return lines.join('');
  }
}

export function memberCode(member: Member): number {
  return member.status ? exitCode(member.status) : 0;
}
