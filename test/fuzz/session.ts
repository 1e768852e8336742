import fc from '../property';
import { GRAMMAR } from './grammar';

type Name = keyof typeof GRAMMAR;

/** Long enough for duplicate address detection, and for link states to come to rest. */
const REST = 'sleep 3';

/** Lines that follow each other without a rest between them, or a rest. */
export interface Stretch {
  /** seconds that its one line waits; 0: none */
  readonly rest: number;
  readonly lines: readonly string[];
}

/** A session in parts. */
export function stretches(lines: readonly string[]): Stretch[] {
  const found: { readonly rest: number; readonly lines: string[] }[] = [];
  for (const line of lines) {
    const rest = Number(/^sleep (\d+)$/.exec(line)?.[1] ?? 0);
    const last = found.at(-1);
    if (last && last.rest === 0 && rest === 0) last.lines.push(line);
    else found.push({ rest, lines: [line] });
  }
  return found;
}

/** What sessions end with some of. */
const STATE = [
  'ip link', 'ip -d link show type veth', 'ip addr', 'ip route show table all', 'ip rule', 'ip -6 rule', 'ip neigh', 'ip netns', 'bridge -d link', 'bridge fdb', 'ip -n red addr', 'ip -n red route show table all', 'ip -j -d addr', 'ip -j -d route show table all', 'ip -j -d -6 route show table all',
];

const arbitraries = fc.letrec<Record<Name, string>>(tie => Object.fromEntries(
  (Object.entries(GRAMMAR) as [Name, readonly string[]][]).map(([name, alternatives]) => [name, fc.oneof(...alternatives.map(text => alternative(text, tie)))]),
) as Record<Name, fc.Arbitrary<string>>);

function alternative(text: string, tie: (name: Name) => fc.Arbitrary<string>): fc.WeightedArbitrary<string> {
  const [, weight = '1', rest = ''] = /^(?:(\d+)\* )?(.*)$/.exec(text)!;
  const parts = rest.split(/\{(\w+\??)\}/).map((part, i) => {
    if (i % 2 === 0) return fc.constant(part);
    const arbitrary = tie(part.replace('?', '') as Name);
    return part.endsWith('?') ? fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary }) : arbitrary;
  });
  return { weight: Number(weight), arbitrary: fc.tuple(...parts).map(words => words.join('')) };
}

function lines(name: Name, constraints: { readonly minLength: number; readonly maxLength: number }): fc.Arbitrary<string[]> {
  return fc.array(arbitraries[name], { ...constraints, size: 'max' }).map(texts => texts.flatMap(text => text.split(';')).map(text => text.replace(/ {2,}/g, ' ').trim()));
}

const block = fc.tuple(lines('act', { minLength: 1, maxLength: 6 }), lines('show', { minLength: 1, maxLength: 3 }))
  .map(([acts, shows]) => [...acts, REST, ...shows]);

/** A session: a start, changes and looks at the state in turn, at times a ping, and a last look. */
export const session: fc.Arbitrary<string[]> = fc.tuple(
  lines('start', { minLength: 1, maxLength: 1 }),
  fc.array(block, { minLength: 1, maxLength: 2, size: 'max' }),
  fc.option(lines('ping', { minLength: 1, maxLength: 1 }).map(ping => [...ping, REST]), { nil: [], freq: 1 }),
  fc.subarray(STATE, { minLength: 2, maxLength: 4 }),
).map(([start, blocks, ping, state]) => [...start, ...blocks.flat(), ...ping, ...state]);

/** The sessions of a seed. */
export function sessions(seed: number, count: number): string[][] {
  return fc.sample(session, { seed, numRuns: count });
}
