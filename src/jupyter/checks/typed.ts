import type { Verdict } from '../../check';
import type { CellOutcome } from '../session';

/** What TypeScript's own messages are about: the check, and not the network. */
const OWN_FAULTS = ['TypeScriptError', 'TypeScriptGone', 'KeyboardInterrupt'];

/**
 * The verdict of a check in TypeScript by how its cell ended; undefined where it didn't come to one.
 * @param body the check; a comment `// hint: ...` belongs to the statement above it
 */
export function typedVerdict(outcome: CellOutcome, body: string): Verdict | undefined {
  if (outcome.status === 'ok') return { text: 'what is expected', holds: true, expected: '', found: '' };
  if (OWN_FAULTS.includes(outcome.ename)) return undefined;
  const line = Number(/^line (\d+): /m.exec(outcome.traceback.join('\n'))?.[1] ?? NaN);
  const lines = body.split('\n');
  // some matchers say of what sort it is
  const said = (label: string): string | undefined => new RegExp(`^${label}(?: (?:value|array|string|length))?: +(.*)$`, 'm').exec(outcome.evalue)?.[1];
  const received = said('Received');
  const hint = lines.slice(line).map((text) => /^\s*\/\/\s*hint:\s*(.*)$/.exec(text)?.[1]).find((text) => text !== undefined);
  return {
    text: lines[line - 1]?.trim() ?? 'what is expected',
    holds: false,
    expected: said('Expected') ?? 'no error',
    found: received ?? outcome.evalue.split('\n')[0]!,
    ...(hint !== undefined && { hint }),
  };
}
