/** More words than bash would find memory for. */
const MOST_ELEMENTS = 2_000_000;

/** A brace expansion that is too large; bash leaves it as it is then. */
export class TooManyElements extends Error {
  constructor(elements: number) {
    super(`brace expansion: failed to allocate memory for ${elements} elements`);
  }
}

/** Brace expansion of a word's source text (bash(1), Brace Expansion); quoted and substituted text is left alone. @throws {TooManyElements} */
export function expandBraces(source: string): string[] {
  const open = findOpen(source);
  if (!open) return [source];
  const { start, end, commas } = open;
  const body = source.slice(start + 1, end);
  const before = source.slice(0, start);
  const after = expandBraces(source.slice(end + 1));
  const middles = commas.length > 0 ? alternatives(source, start, end, commas).flatMap(expandBraces) : sequence(body)!;
  if (middles.length * after.length > MOST_ELEMENTS) throw new TooManyElements(middles.length * after.length);
  return middles.flatMap(middle => after.map(rest => before + middle + rest));
}

function alternatives(source: string, start: number, end: number, commas: readonly number[]): string[] {
  const edges = [start, ...commas, end];
  return edges.slice(0, -1).map((edge, i) => source.slice(edge + 1, edges[i + 1]));
}

/** The first brace that expands: with a comma at its own level, or a sequence. */
function findOpen(source: string): { start: number; end: number; commas: number[] } | undefined {
  for (let at = 0; at < source.length; at = skip(source, at)) {
    if (source[at] !== '{') continue;
    const found = close(source, at);
    if (found && (found.commas.length > 0 || sequence(source.slice(at + 1, found.end)))) return { start: at, ...found };
  }
  return undefined;
}

function close(source: string, start: number): { end: number; commas: number[] } | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let at = start; at < source.length; at = skip(source, at)) {
    if (source[at] === '{') depth++;
    else if (source[at] === ',' && depth === 1) commas.push(at);
    else if (source[at] === '}' && --depth === 0) return { end: at, commas };
  }
  return undefined;
}

/** The place behind what stands at `at`: one character, or a quoted or substituted whole. */
function skip(source: string, at: number): number {
  const char = source[at];
  if (char === '\\') return at + 2;
  if (char === "'") return behind(source, at + 1, "'");
  if (char === '"' || char === '`') return behindQuote(source, at + 1, char);
  if (char === '$' && (source[at + 1] === '{' || source[at + 1] === '(')) return behindGroup(source, at + 1);
  return at + 1;
}

function behind(source: string, from: number, mark: string): number {
  const end = source.indexOf(mark, from);
  return end < 0 ? source.length : end + 1;
}

function behindQuote(source: string, from: number, quote: string): number {
  let at = from;
  while (at < source.length && source[at] !== quote) at += source[at] === '\\' ? 2 : 1;
  return at + 1;
}

function behindGroup(source: string, from: number): number {
  const [open, shut] = source[from] === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  let at = from;
  while (at < source.length) {
    if (source[at] === open) depth++;
    if (source[at] === shut && --depth === 0) return at + 1;
    at = source[at] === open || source[at] === shut ? at + 1 : skip(source, at);
  }
  return at;
}

function sequence(body: string): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(body);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  const match = numbers ?? letters;
  if (!match) return undefined;
  const value = (text: string) => (numbers ? Number(text) : text.charCodeAt(0));
  const [first, last] = [value(match[1]!), value(match[2]!)];
  const step = Math.max(1, Math.abs(Number(match[3] ?? 1)));
  const elements = Math.floor(Math.abs(last - first) / step) + 1;
  if (elements > MOST_ELEMENTS) throw new TooManyElements(elements);
  const width = numbers && [match[1]!, match[2]!].some(text => /^-?0\d/.test(text)) ? Math.max(match[1]!.length, match[2]!.length) : 0;
  const out: string[] = [];
  for (let at = first; first <= last ? at <= last : at >= last; at += first <= last ? step : -step) {
    out.push(numbers ? (at < 0 ? '-' : '') + String(Math.abs(at)).padStart(at < 0 ? width - 1 : width, '0') : String.fromCharCode(at));
  }
  return out;
}
