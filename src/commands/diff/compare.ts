/** Where two files differ: from a line of each (counted from 0), so many lines of the one stand against so many of the other. */
export interface Change {
  readonly at: readonly [number, number];
  readonly removed: number;
  readonly added: number;
}

/** Differences between two stretches of lines beyond which GNU diff begins to guess. */
const MOST = 4096;

export class TooDifferent extends Error {}

/** A file's lines as numbers, the same for the same line; and which of them differ, with a 0 before the first and behind the last. */
interface Side {
  readonly ids: Int32Array;
  readonly changed: Uint8Array;
}

/**
 * The differences that GNU diff 3.8 finds: the shortest script by Myers' algorithm from both ends (gnulib's diffseq), without lines that would confuse it,
 * each difference moved as far down as it can be or beside one of the other file (analyze.c).
 * @param keys the lines of each file, as they are compared
 * @param horizon common lines before and after all differences that take part in the search
 * @throws {TooDifferent}
 */
export function compare(keys: readonly [readonly string[], readonly string[]], horizon: number): Change[] {
  const [a, b] = keys;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let same = 0;
  const incomplete = (lines: readonly string[]): boolean => lines.length > 0 && !lines.at(-1)!.endsWith('\n');
  if (incomplete(a) === incomplete(b)) while (same < a.length - start && same < b.length - start && a[a.length - 1 - same] === b[b.length - 1 - same]) same++;
  const from = Math.max(0, start - horizon);
  const behind = Math.max(0, same - horizon);
  const numbers = new Map<string, number>();
  const side = (lines: readonly string[]): Side => {
    const part = lines.slice(from, lines.length - behind);
    return { ids: Int32Array.from(part, line => numberOf(numbers, line)), changed: new Uint8Array(part.length + 2) };
  };
  const sides = [side(a), side(b)] as const;
  const kept = [clear(sides[0], sides[1], numbers.size), clear(sides[1], sides[0], numbers.size)] as const;
  search(sides, kept);
  shift(sides[0], sides[1]);
  shift(sides[1], sides[0]);
  return changesOf(sides, from);
}

function numberOf(numbers: Map<string, number>, line: string): number {
  const known = numbers.get(line);
  if (known !== undefined) return known;
  numbers.set(line, numbers.size);
  return numbers.size - 1;
}

const [KEPT, UNIQUE, COMMON] = [0, 1, 2];

/** Marks lines that the other file hasn't, and those among them that it has very often. @returns the places of the rest */
function clear({ ids, changed }: Side, other: Side, numbers: number): Int32Array {
  const counts = new Int32Array(numbers);
  for (const id of other.ids) counts[id]!++;
  let many = 5;
  for (let quarter = ids.length >> 6 >> 2; quarter > 0; quarter >>= 2) many *= 2;
  const marks = Uint8Array.from(ids, id => (counts[id] === 0 ? UNIQUE : counts[id]! > many ? COMMON : KEPT));
  for (let at = 0; at < marks.length; at++) {
    if (marks[at] === COMMON) marks[at] = KEPT;
    else if (marks[at] === UNIQUE) at = settle(marks, at);
  }
  marks.forEach((mark, at) => (changed[at + 1] = mark === KEPT ? 0 : 1));
  return Int32Array.from(marks.keys()).filter(at => marks[at] === KEPT);
}

/** Decides which of a run's common lines are left out. @returns the last place that is settled */
function settle(marks: Uint8Array, start: number): number {
  let end = start;
  while (end < marks.length && marks[end] !== KEPT) end++;
  while (marks[end - 1] === COMMON) marks[--end] = KEPT;
  const run = marks.subarray(start, end);
  const common = run.filter(mark => mark === COMMON).length;
  if (common * 4 > run.length) {
    run.forEach((mark, i) => (run[i] = mark === COMMON ? KEPT : mark));
    return start;
  }
  let tooMany = 1;
  for (let quarter = run.length >> 2 >> 2; quarter > 0; quarter >>= 2) tooMany *= 2;
  tooMany++;
  for (let at = 0; at < run.length; at++) {
    let last = at;
    while (run[last] === COMMON) last++;
    if (last - at >= tooMany) run.fill(KEPT, at, last);
    at = Math.max(at, last - 1);
  }
  const lookIn = (place: (i: number) => number): void => {
    for (let i = 0, row = 0; i < run.length && row < 3; i++) {
      const mark = run[place(i)]!;
      if (i >= 8 && mark === UNIQUE) return;
      row = mark === UNIQUE ? row + 1 : 0;
      if (mark === COMMON) run[place(i)] = KEPT;
    }
  };
  lookIn(i => i);
  lookIn(i => run.length - 1 - i);
  return end - 1;
}

/** Marks what differs between the lines that were kept. */
function search(sides: readonly [Side, Side], kept: readonly [Int32Array, Int32Array]): void {
  const [xs, ys] = [kept[0].map(at => sides[0].ids[at]!), kept[1].map(at => sides[1].ids[at]!)];
  const size = xs.length + ys.length + 3;
  const offset = ys.length + 1;
  const [forward, backward] = [new Int32Array(size), new Int32Array(size)];
  const stretches = [[0, xs.length, 0, ys.length]] as [number, number, number, number][];
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    let [x, xEnd, y, yEnd] = stretch;
    while (x < xEnd && y < yEnd && xs[x] === ys[y]) [x, y] = [x + 1, y + 1];
    while (x < xEnd && y < yEnd && xs[xEnd - 1] === ys[yEnd - 1]) [xEnd, yEnd] = [xEnd - 1, yEnd - 1];
    if (x === xEnd) for (; y < yEnd; y++) sides[1].changed[kept[1][y]! + 1] = 1;
    else if (y === yEnd) for (; x < xEnd; x++) sides[0].changed[kept[0][x]! + 1] = 1;
    else {
      const [xMid, yMid] = middle(xs, ys, [x, xEnd, y, yEnd], { forward, backward, offset });
      stretches.push([xMid, xEnd, yMid, yEnd], [x, xMid, y, yMid]);
    }
  }
}

/** Furthest x on each diagonal x - y, from either end. */
interface Fronts {
  readonly forward: Int32Array;
  readonly backward: Int32Array;
  readonly offset: number;
}

/** A point in the middle of a shortest path through a stretch: where the searches from its ends meet. */
function middle(xs: Int32Array, ys: Int32Array, [x0, x1, y0, y1]: readonly [number, number, number, number], { forward, backward, offset }: Fronts): [number, number] {
  const [least, most] = [x0 - y1, x1 - y0];
  const ahead = { low: x0 - y0, high: x0 - y0 };
  const back = { low: x1 - y1, high: x1 - y1 };
  const odd = ((ahead.low - back.low) & 1) !== 0;
  forward[ahead.low + offset] = x0;
  backward[back.low + offset] = x1;
  const widen = (range: { low: number; high: number }, front: Int32Array, blank: number): void => {
    if (range.low > least) front[--range.low - 1 + offset] = blank;
    else range.low++;
    if (range.high < most) front[++range.high + 1 + offset] = blank;
    else range.high--;
  };
  for (let cost = 1; cost < MOST; cost++) {
    widen(ahead, forward, -1);
    for (let d = ahead.high; d >= ahead.low; d -= 2) {
      let x = Math.max(forward[d - 1 + offset]! + 1, forward[d + 1 + offset]!);
      while (x < x1 && x - d < y1 && xs[x] === ys[x - d]) x++;
      forward[d + offset] = x;
      if (odd && back.low <= d && d <= back.high && backward[d + offset]! <= x) return [x, x - d];
    }
    widen(back, backward, 0x7fffffff);
    for (let d = back.high; d >= back.low; d -= 2) {
      let x = Math.min(backward[d - 1 + offset]!, backward[d + 1 + offset]! - 1);
      while (x > x0 && x - d > y0 && xs[x - 1] === ys[x - d - 1]) x--;
      backward[d + offset] = x;
      if (!odd && ahead.low <= d && d <= ahead.high && x <= forward[d + offset]!) return [x, x - d];
    }
  }
  throw new TooDifferent();
}

/** Moves each run of changed lines among lines like them: together with its neighbours, beside a change of the other file where there is one, else to the end. */
function shift({ ids, changed }: Side, { changed: others }: Side): void {
  // both arrays begin with a 0, so line `at` has its mark at `at + 1`
  const end = ids.length;
  let [at, other] = [0, 0];
  const skip = (step: 1 | -1): void => {
    do other += step; while (others[other + 1]);
  };
  for (;;) {
    while (at < end && !changed[at + 1]) {
      while (others[other + 1]) other++;
      other++;
      at++;
    }
    if (at >= end) return;
    let start = at;
    while (changed[at + 1]) at++;
    while (others[other + 1]) other++;
    let length: number;
    let beside: number;
    do {
      length = at - start;
      while (start > 0 && ids[start - 1] === ids[at - 1]) {
        changed[start--] = 1;
        changed[at--] = 0;
        while (changed[start]) start--;
        skip(-1);
      }
      beside = others[other] ? at : end;
      while (at < end && ids[start] === ids[at]) {
        changed[++start] = 0;
        changed[++at] = 1;
        while (changed[at + 1]) at++;
        for (other++; others[other + 1]; other++) beside = at;
      }
    } while (length !== at - start);
    while (beside < at) {
      changed[start--] = 1;
      changed[at--] = 0;
      skip(-1);
    }
  }
}

function changesOf([left, right]: readonly [Side, Side], from: number): Change[] {
  const changes: Change[] = [];
  const run = ({ changed }: Side, at: number): number => {
    let length = 0;
    while (changed[at + length + 1]) length++;
    return length;
  };
  for (let x = 0, y = 0; x < left.ids.length || y < right.ids.length; x++, y++) {
    const [removed, added] = [run(left, x), run(right, y)];
    if (removed + added > 0) changes.push({ at: [from + x, from + y], removed, added });
    x += removed;
    y += added;
  }
  return changes;
}
