import type { Content } from './message';
import type { Evaluation, Session } from './session';

/** Evaluates each of an execute_request's user_expressions, in turn. */
export async function evaluateAll(session: () => Promise<Session>, asked: Content): Promise<Record<string, Evaluation>> {
  const found: [string, Evaluation][] = [];
  for (const [name, expression] of Object.entries(asked)) found.push([name, await evaluate(session, expression)]);
  return Object.fromEntries(found);
}

async function evaluate(session: () => Promise<Session>, expression: unknown): Promise<Evaluation> {
  if (typeof expression !== 'string') return { status: 'error', ename: 'MalformedRequest', evalue: `an expression must be a string, not ${typeof expression}`, traceback: [] };
  try {
    return await (await session()).evaluate(expression);
  } catch (error) {
    return { status: 'error', ename: 'VethlabFault', evalue: error instanceof Error ? error.message : String(error), traceback: [] };
  }
}

/** What a command printed, as an expression's value: its text, and what that says where it is a JSON object or array. */
export function valueOf(stdout: string): Evaluation {
  const text = stdout.replace(/\n$/, '');
  const json = parsed(text);
  return { status: 'ok', data: { 'text/plain': text, ...(json !== undefined && { 'application/json': json }) }, metadata: {} };
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
