import { differences, normalise, type Difference as AnyDifference, type Exchange, type Session, type StateDifference } from '../../src/compare';
import { replay, replaySession } from '../fidelity/replay';

/** Where a session differs first. */
export interface Difference {
  /** index of the line; as many as there are lines: the network that they leave */
  readonly at: number;
  readonly all: readonly AnyDifference[];
  /** What vethlab answered to that line. */
  readonly vethlab: Exchange | undefined;
}

/** Replays what Linux answered. @param kernel whose answers they are, as `vethlab run --kernel` takes it @returns undefined where all is the same */
export async function firstDifference(linux: Session, kernel: string): Promise<Difference | undefined> {
  const lines = linux.exchanges.map(({ cmd }) => cmd);
  const vethlab: Session = linux.snapshot ? await replaySession(lines, { kernel }) : { exchanges: await replay(lines, { kernel }) };
  const found = differences(normalise(linux), normalise(vethlab));
  const at = positionOf(found[0], lines.length);
  return at === undefined ? undefined : { at, all: found.filter(difference => positionOf(difference, lines.length) === at), vethlab: vethlab.exchanges[at] };
}

function positionOf(difference: AnyDifference | undefined, end: number): number | undefined {
  return difference && (difference.kind === 'line' ? difference.line - 1 : end);
}

/** Whether vethlab says in one line that it lacks what was asked for: no lie, yet the session ends there. */
export function saysUnsupported({ vethlab }: Difference): boolean {
  return vethlab !== undefined && /\bvethlab\b/.test(vethlab.stderr);
}

const LOOKS: Readonly<Record<string, string>> = { link: 'addr', address: 'addr', route: 'route show table all', rule: 'rule', neigh: 'neigh' };

/** A session up to its first difference: the last line shows it. */
export function upTo({ at, all }: Difference, lines: readonly string[]): string[] {
  return [...lines.slice(0, at + 1), ...all.slice(0, 1).flatMap(first => (first.kind === 'state' ? [lookAt(first)] : []))];
}

function lookAt({ netns, path, left, right }: StateDifference): string {
  const object = /^\w+/.exec(path[0]!)![0];
  const family = object === 'rule' || object === 'route' ? (/:/.test(`${path[1]}${JSON.stringify([left, right])}`) ? ' -6' : ' -4') : '';
  return `ip${netns === null ? '' : ` -n ${netns}`}${family} -d -j ${LOOKS[object] ?? 'netns'}`;
}
