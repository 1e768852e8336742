import { NUD } from '../../../stack';
import { unsigned } from '../numbers';
import { matches } from '../matches';

/** In the order in which iproute2 prints them. */
export const STATES = ['INCOMPLETE', 'REACHABLE', 'STALE', 'DELAY', 'PROBE', 'FAILED', 'NOARP', 'PERMANENT'] as const;

/** May be abbreviated; the others may not. */
const ABBREVIABLE = ['permanent', 'reachable', 'failed'] as const;
const EXACT = ['noarp', 'none', 'stale', 'incomplete', 'delay', 'probe'] as const;

/** The words that stand for states. */
export const NUD_WORDS: readonly string[] = [...ABBREVIABLE, ...EXACT];

const bit = (name: string): number => NUD[name.toUpperCase() as keyof typeof NUD];

/** nud_state_a2n: a state's name, or a number with one bit at most. */
export function nudState(text: string): number | undefined {
  const name = ABBREVIABLE.find(word => matches(text, word)) ?? EXACT.find(word => text === word);
  if (name !== undefined) return bit(name);
  const state = unsigned(text, 0xff);
  return state !== undefined && (state & (state - 1)) === 0 ? state : undefined;
}
