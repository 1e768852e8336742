import type { Ladder, Row } from './fold';
import type { Lifeline } from './model';

/** Clauses that a description has at most. */
const MOST = 25;

/** The ladder in words, for those who can't see it. */
export function describeLadder({ lifelines, rows }: Ladder): string {
  if (rows.length === 0) return 'No packets.';
  const clauses = rows.map(row => (row.kind === 'fold' ? row.text : clauseOf(row, lifelines)));
  const more = clauses.length > MOST ? `; and ${clauses.length - MOST} more` : '';
  return `Packets in the order of time. ${clauses.slice(0, MOST).join('; ')}${more}.`;
}

function clauseOf({ step, words, times, again }: Extract<Row, { kind: 'step' }>, lifelines: readonly Lifeline[]): string {
  const name = (index: number | undefined): string => (index === undefined ? 'somewhere' : lifelines[index]!.name);
  const end = 'dropped' in step && step.dropped ? `, dropped there: ${again ? 'the same reason' : step.dropped.because}` : '';
  switch (step.kind) {
    case 'frame':
      return `${words!.label} ${step.from === step.to ? `from ${name(step.from)} to itself` : `from ${name(step.from)}${step.to === undefined ? `, ${step.lost ?? 'not received'}` : ` to ${name(step.to)}`}`}${end}`;
    case 'pass': return `${step.words.join(', ')} from ${name(step.from)} to ${name(step.to)}`;
    case 'drop': return `${words!.label}${times > 1 ? ` (${times} times)` : ''} at ${name(step.on)}${end}`;
    case 'note': return step.text;
  }
}
