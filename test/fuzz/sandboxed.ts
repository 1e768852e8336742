/** What `LiveLinux` starts within the sandbox: each message is a batch of sessions, each answer what they printed and left. */
import { takeSnapshot } from '../../src/backend/take-snapshot';
import type { RealBackend } from '../../src/backend/real/backend';
import { createRealBackend } from '../../src/backend/real/create';
import { recordLines } from '../../src/cli/records';
import type { Exchange, Session } from '../../src/compare';
import type { Lab } from '../../src/lab';
import { Shell, startLabOn } from '../../src/shell';
import type { Batch } from './live';
import { runInBash } from './script';
import { stretches } from './session';
import { Tokens } from './tokens';

/** Sessions at work at a time: with more, the kernel's one lock for all networks makes each of them slow. */
const BUSY = 4;

/** Lines that mostly wait, so that others may work. */
const WAITS = /\bping /;

/** As many hosts, each like the one that there is without a lab, with nothing between them. */
function lonelyHosts(count: number): Lab {
  return { name: 'fuzz', settle: 0, links: [], hosts: Array.from({ length: count }, (_, i) => ({ name: `vm${i}`, hostname: 'vm', user: 'root', sysctls: [], exec: [] })) };
}

/** Each line by vethlab's own shell, as `vethlab run --backend real` has it, and the network that they leave. */
async function runInShell(backend: RealBackend, host: string, lines: readonly string[], tokens: Tokens): Promise<Session> {
  const shell = new Shell(backend, { interactive: false, host });
  const exchanges: Exchange[] = [];
  for (const { rest, lines: stretch } of stretches(lines)) {
    const record = (): Promise<void> => recordLines(shell, stretch, exchange => exchanges.push(exchange));
    await (rest || stretch.some(line => WAITS.test(line)) ? record() : tokens.with(record));
  }
  const subject = { at: 0, hosts: [{ name: 'vm', namespaces: backend.namespaces(host) }], cables: [] };
  return { exchanges, snapshot: await tokens.with(() => takeSnapshot(subject, questions => backend.ask(questions.map(question => ({ ...question, host }))))) };
}

/** A stretch of lines at a time by bash, which the backend starts: a fifth of the work. */
async function runByStretches(backend: RealBackend, host: string, lines: readonly string[], tokens: Tokens): Promise<Session> {
  const exchanges: Exchange[] = [];
  for (const { rest, lines: stretch } of stretches(lines)) {
    if (rest) {
      await backend.clock.sleep(rest * 1e9);
      exchanges.push(...stretch.map(cmd => ({ cmd, stdout: '', stderr: '', rc: 0 })));
      continue;
    }
    const run = (): Promise<Exchange[]> => runInBash(backend, host, stretch);
    exchanges.push(...await (stretch.some(line => WAITS.test(line)) ? run() : tokens.with(run)));
  }
  return { exchanges };
}

async function runBatch({ sessions, way }: Batch): Promise<Session[]> {
  const backend = await startLabOn(createRealBackend, { lab: lonelyHosts(sessions.length) });
  const tokens = new Tokens(BUSY);
  const run = way === 'shell' ? runInShell : runByStretches;
  const answers = await Promise.all(sessions.map((lines, i) => run(backend, backend.hosts[i]!, lines, tokens)));
  await backend.close();
  return answers;
}

process.on('message', (batch: Batch) => {
  runBatch(batch).then(answers => process.send!({ answers }), (error: unknown) => process.send!({ failure: error instanceof Error ? error.stack : String(error) }));
});
process.once('disconnect', () => process.exit(0));
process.send!('ready');
