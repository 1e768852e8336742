import type { Lifeline, Step, Trace, Verdict } from './model';
import { kindOf, type Words } from './words';

/** A row of a ladder: a step, or what stands for steps that are left out. */
export type Row =
  | { readonly kind: 'step'; readonly step: Step; readonly words: Words | undefined; /** how often it happened at once */ readonly times: number; /** dropped for the reason that the row before says */ readonly again: boolean; /** undefined where the row above says the same */ readonly time: string | undefined }
  | { readonly kind: 'fold'; readonly text: string };

/** Rows that a ladder has at most. */
const ROW_LIMIT = 60;
/** Steps that are looked at together for being repeated. */
const LONGEST_PERIOD = 24;
/** Rows that folding has to save to be worth it. */
const SAVES = 2;

/** What two steps have in common when one repeats the other. */
function signature({ step, words }: Draft): string {
  const label = words && [kindOf(words.label), words.source, words.destination];
  switch (step.kind) {
    case 'frame': return JSON.stringify([step.kind, step.from, step.to, step.dropped?.term, step.dropped?.decidedBy, step.lost, label]);
    case 'pass': return JSON.stringify([step.kind, step.from, step.to, step.words]);
    case 'drop': return JSON.stringify([step.kind, step.on, step.dropped.term, step.dropped.decidedBy, label]);
    case 'note': return JSON.stringify([step.kind, step.on, step.text]);
  }
}

interface Draft {
  readonly step: Step;
  readonly words: Words | undefined;
  readonly times: number;
}

/** What a ladder shows of a trace. */
export interface Ladder {
  readonly lifelines: readonly Lifeline[];
  readonly rows: readonly Row[];
  /** sentences below it */
  readonly remarks: readonly string[];
}

/** Repetitions are folded, and so is what exceeds the limit. IPv6's housekeeping is left out where there is something else, and so are lifelines to which nothing happens. */
export function foldLadder(trace: Trace, words: readonly Words[]): Ladder {
  const frames = trace.steps.filter(step => step.kind !== 'note');
  const hides = frames.some(step => !step.housekeeping);
  const hidden = hides ? frames.filter(step => step.kind === 'frame' && step.housekeeping).length : 0;
  const shown = used(trace.lifelines, trace.steps.filter(step => step.kind === 'note' || !step.housekeeping || !hides));
  const rows = folded(atOnce(shown.steps.map(step => ({ step, words: 'packet' in step ? words[step.packet] : undefined, times: 1 }))));
  const cut = rows.length > ROW_LIMIT ? [...rows.slice(0, ROW_LIMIT), { kind: 'fold' as const, text: `and ${rows.length - ROW_LIMIT} more steps` }] : rows;
  const housekeeping = hidden === 0 ? [] : [`Left out: ${hidden} ${hidden === 1 ? 'packet' : 'packets'} of IPv6's own housekeeping (neighbour discovery, group membership).`];
  return { lifelines: shown.lifelines, rows: cut, remarks: [...trace.remarks, ...housekeeping] };
}

/** The lifelines that steps have to do with, and those steps with their numbers. */
function used(lifelines: readonly Lifeline[], steps: readonly Step[]): { readonly lifelines: readonly Lifeline[]; readonly steps: readonly Step[] } {
  const indices = new Set(steps.flatMap(step => endsOf(step)));
  const kept = lifelines.map((_, i) => i).filter(i => indices.has(i));
  const moved = (index: number): number => kept.indexOf(index);
  return {
    lifelines: kept.map(i => lifelines[i]!),
    steps: steps.map(step => ({
      ...step, ...('from' in step && step.from !== undefined && { from: moved(step.from) }), ...('to' in step && step.to !== undefined && { to: moved(step.to) }), ...('on' in step && step.on !== undefined && { on: moved(step.on) }),
    })),
  };
}

function endsOf(step: Step): number[] {
  const ends = step.kind === 'frame' || step.kind === 'pass' ? [step.from, step.to] : [step.on];
  return ends.filter(end => end !== undefined);
}

/** Drops of one kind at one instant become one row. */
function atOnce(drafts: readonly Draft[]): Draft[] {
  const merged: Draft[] = [];
  for (const draft of drafts) {
    const last = merged.at(-1);
    if (last && draft.step.kind === 'drop' && draft.step.at === last.step.at && signature(draft) === signature(last)) merged[merged.length - 1] = { ...last, times: last.times + 1 };
    else merged.push(draft);
  }
  return merged;
}

function folded(drafts: readonly Draft[]): Row[] {
  const keys = drafts.map(signature);
  const rows: Row[] = [];
  let verdict: Verdict | undefined;
  let told = '';
  const push = (draft: Draft): void => {
    const own = 'dropped' in draft.step ? draft.step.dropped : undefined;
    const time = seconds(draft.step.at);
    rows.push({ kind: 'step', ...draft, time: time === told ? undefined : time, again: own !== undefined && own.term === verdict?.term && own.decidedBy === verdict.decidedBy && own.because === verdict.because });
    verdict = own ?? verdict;
    told = time;
  };
  for (let i = 0; i < drafts.length;) {
    const { period, times, skip } = repetition(keys, drafts.map(({ step }) => step.at), i);
    drafts.slice(i, i + skip + period).forEach(push);
    i += skip;
    if (times > 1) rows.push({ kind: 'fold', text: `the same ${times === 2 ? 'once more' : `${times - 1} more times`}, until ${seconds(drafts[i + period * times - 1]!.step.at)}` });
    i += period * times;
  }
  return rows;
}

interface Repetition {
  /** rows before it begins */
  readonly skip: number;
  readonly period: number;
  readonly times: number;
}

/** The repetition that saves most rows from `start` on; a period of 1 and one time where none saves enough. It begins after a pause, if there is one. */
function repetition(keys: readonly string[], times: readonly number[], start: number): Repetition {
  let best: Repetition = { skip: 0, period: 1, times: 1 };
  for (let period = 1; period <= LONGEST_PERIOD && start + 2 * period <= keys.length; period++) {
    const found = { skip: 0, period, times: count(keys, start, period) };
    if (saved(found) >= Math.max(SAVES, saved(best) + 1)) best = found;
  }
  const pause = (skip: number): number => times[start + skip]! - (times[start + skip - 1] ?? 0);
  for (let skip = 1; skip < best.period && best.times > 1; skip++) {
    const turned = { ...best, skip, times: count(keys, start + skip, best.period) };
    if (saved(turned) >= SAVES && turned.times >= best.times - 1 && pause(skip) > pause(best.skip)) best = turned;
  }
  return best;
}

/** How often the rows from `start` on repeat. */
function count(keys: readonly string[], start: number, period: number): number {
  let times = 1;
  while (start + (times + 1) * period <= keys.length && keys.slice(start, start + period).every((key, i) => keys[start + times * period + i] === key)) times++;
  return times;
}

function saved({ period, times }: Repetition): number {
  return (times - 1) * period - 1;
}

/** `1.024 s` */
export function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(3)} s`;
}
