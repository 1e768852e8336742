/** A line of one text or of both. */
export interface DiffLine {
  readonly side: 'both' | 'left' | 'right';
  readonly text: string;
}

/** Longest middle part for which a shortest difference is sought; a longer one is shown whole. */
const LARGEST = 2000;

/** What turns one list of lines into another, by their longest common subsequence. */
export function diffLines(left: readonly string[], right: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  let end = 0;
  while (end < left.length - start && end < right.length - start && left.at(-1 - end) === right.at(-1 - end)) end++;
  const both = (texts: readonly string[]): DiffLine[] => texts.map(text => ({ side: 'both', text }));
  return [...both(left.slice(0, start)), ...middle(left.slice(start, left.length - end), right.slice(start, right.length - end)), ...both(left.slice(left.length - end))];
}

function middle(left: readonly string[], right: readonly string[]): DiffLine[] {
  const only = (side: 'left' | 'right', texts: readonly string[]): DiffLine[] => texts.map(text => ({ side, text }));
  if (left.length > LARGEST || right.length > LARGEST) return [...only('left', left), ...only('right', right)];
  const width = right.length + 1;
  const common = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i * width + j] = left[i] === right[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) {
      lines.push({ side: 'both', text: left[i++]! });
      j++;
    } else if (common[(i + 1) * width + j]! >= common[i * width + j + 1]!) lines.push({ side: 'left', text: left[i++]! });
    else lines.push({ side: 'right', text: right[j++]! });
  }
  return [...lines, ...only('left', left.slice(i)), ...only('right', right.slice(j))];
}
