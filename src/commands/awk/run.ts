import { binaryOf } from '../octets';
import type { Done } from '../filter/job';
import { Budget, Exhausted } from '../regex/budget';
import { Interpreter, RunTimeError } from './interpreter';
import type { AwkJob } from './job';
import { parseProgram } from './parser';
import { preparePatterns } from './patterns';
import { Needed } from './streams';
import { AwkError } from './syntax';

const FAILED = 2;
const ENDLESS = 'vethlab ends a program here that runs on and on';

/** Runs a program from its start, to its end or to where it needs something, or where there are no more steps. */
export async function runAwk(job: AwkJob, budget = new Budget(Infinity)): Promise<Done> {
  await preparePatterns();
  const nothing = { stdout: new Uint8Array(0), stderr: '' };
  let awk: Interpreter | undefined;
  try {
    awk = new Interpreter(parseProgram(job.program), job, budget);
    const code = awk.run();
    return { ...nothing, code, awk: { effects: awk.streams.effects } };
  } catch (error) {
    const effects = awk?.streams.effects ?? [];
    if (error instanceof Needed) return { ...nothing, code: 0, awk: { effects, need: error.need } };
    // texts, tables and the depth of calls have an end
    const message = error instanceof Exhausted ? ENDLESS : error instanceof RangeError ? 'run time error: out of memory' : error instanceof AwkError || error instanceof RunTimeError ? binaryMessage(error.message) : undefined;
    if (message === undefined) throw error;
    return { ...nothing, code: FAILED, awk: { effects: [...effects, { kind: 'stderr', text: `awk: ${message}\n` }] } };
  }
}

/** What the text tools say is text; here all is octets. */
function binaryMessage(message: string): string {
  return /[^\0-\xff]/.test(message) ? binaryOf(new TextEncoder().encode(message)) : message;
}
