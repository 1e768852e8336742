import { suggest } from '../lab/suggest';
import type { Form } from './form';
import { LINKS } from './links';
import { ROUTING } from './routing';
import { SLOTS } from './slots';
import { match, Progress, readSyntax } from './syntax';
import type { Match } from './syntax';
import { TRAFFIC } from './traffic';

const netns: Form = {
  syntax: 'netns NETNS [exists]',
  judge: ({ world, host }, slot) => {
    const name = slot('NETNS')!;
    const holds = world.snapshot.hosts.find((one) => one.name === host)!.netns.some((one) => one.name === name);
    return { holds, expected: `a namespace ${name}`, found: `${holds ? 'a' : 'no'} namespace ${name}` };
  },
};

/** Everything that a check line can say. */
export const FORMS: readonly Form[] = [...LINKS, netns, ...ROUTING, ...TRAFFIC];

const WHERE = readSyntax('[on host HOST] [in netns PLACE] [not|no]');
const RULES = FORMS.map((form) => ({ form, items: [...WHERE, ...readSyntax(form.syntax)] }));
const ALL_SLOTS = new Map([...SLOTS, ['PLACE', SLOTS.get('NETNS')!]]);

export interface Sentence extends Match {
  readonly form: Form;
}

/** Words that stand between blanks or in quotes. */
export function tokenise(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(([whole, double, single]) => double ?? single ?? whole);
}

/** A check line's meaning, or what is wrong with it and what to write instead. */
export function parseLine(text: string): Sentence | string {
  const tokens = tokenise(text);
  const progress = new Progress();
  for (const { form, items } of RULES) {
    const found = match(items, tokens, ALL_SLOTS, progress);
    if (found) return { form, ...found };
  }
  return complaint(tokens[progress.furthest], progress);
}

function complaint(token: string | undefined, { words, slots }: Progress): string {
  const literal = [...words, ...[...slots].flatMap(({ values = [] }) => values)];
  const described = [...new Set([...slots].filter(({ values }) => !values).map(({ what }) => what))];
  const could = [...described, ...literal].join(', ');
  if (token === undefined) return `something is missing at its end: ${could}`;
  const said = JSON.stringify(token);
  if (could === '') return `it is complete before ${said}: leave out what follows`;
  const meant = suggest(token, literal);
  return meant.startsWith('did you mean') ? `${said} can't stand here; ${meant}` : `${said} can't stand here; there could be ${could}`;
}
