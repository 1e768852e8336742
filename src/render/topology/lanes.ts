/**
 * Lanes for intervals drawn side by side, so that no two of one lane touch: the shortest get the innermost.
 * @returns a lane for each interval, from 0, and how many there are
 */
export function lanesOf(intervals: readonly { readonly from: number; readonly to: number }[]): { readonly lanes: readonly number[]; readonly count: number } {
  const order = intervals.map((interval, i) => ({ i, low: Math.min(interval.from, interval.to), high: Math.max(interval.from, interval.to) })).sort((a, b) => a.high - a.low - (b.high - b.low) || a.low - b.low || a.i - b.i);
  const taken: { low: number; high: number }[][] = [];
  const lanes = intervals.map(() => 0);
  for (const { i, low, high } of order) {
    let lane = taken.findIndex(used => used.every(other => other.high < low || high < other.low));
    if (lane < 0) lane = taken.push([]) - 1;
    taken[lane]!.push({ low, high });
    lanes[i] = lane;
  }
  return { lanes, count: taken.length };
}
