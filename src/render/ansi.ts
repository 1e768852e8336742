import { COLOUR } from './theme';

/** A control sequence (ECMA-48, 5.4): its parameters, and its final character. */
const SEQUENCE = /\u001b\[([\x30-\x3f]*)[\x20-\x2f]*([\x40-\x7e])/;

/** A terminal's colours 30 to 36, each legible on a light card. */
const COLOURS: Readonly<Record<number, string>> = { 31: COLOUR.bad, 32: COLOUR.up, 33: COLOUR.noCarrier, 34: COLOUR.accent, 35: '#86309e', 36: '#0b6e80' };

/** A stretch of text that looks the same throughout. */
export interface Run {
  readonly text: string;
  readonly colour?: string;
  readonly bold?: boolean;
}

export function hasColours(text: string): boolean {
  return SEQUENCE.test(text);
}

/** What a terminal would show of a text, without its colours. */
export function withoutColours(text: string): string {
  return runsOf(text).map(run => run.text).join('');
}

/** What a terminal would show of a text, in runs of one look; of all control sequences only colours and bold type have an effect. */
export function runsOf(text: string): Run[] {
  const parts = text.split(SEQUENCE);
  const runs: Run[] = [];
  let look: Omit<Run, 'text'> = {};
  for (let i = 0; i < parts.length; i += 3) {
    if (parts[i] !== '') runs.push({ text: parts[i]!, ...look });
    if (parts[i + 2] === 'm') look = parts[i + 1]!.split(';').map(Number).reduce(changed, look);
  }
  return runs;
}

/** Select Graphic Rendition (ECMA-48, 8.3.117). */
function changed(look: Omit<Run, 'text'>, code: number): Omit<Run, 'text'> {
  if (code === 0) return {};
  if (code === 1) return { ...look, bold: true };
  const colour = COLOURS[code];
  return colour === undefined ? look : { ...look, colour };
}
