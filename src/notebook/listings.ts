import { formatDifferences, normalise } from '../compare';
import { terminalText } from './collect';
import type { Listing } from './markdown/lab';
import type { Notebook } from './nbformat';

/** How a listing stands to what Linux prints today. */
export interface Verdict {
  readonly listing: Listing;
  /** `blanks`: nothing differs but blanks, which a text's layout takes away easily */
  readonly kind: 'same' | 'blanks' | 'differs';
  /** where it differs, for a person to read; '' where it doesn't */
  readonly told: string;
}

/** Holds each listing against what its cell has printed, but for what Linux itself doesn't repeat. */
export function judgeListings(listings: readonly Listing[], { cells }: Notebook): Verdict[] {
  return listings.map((listing) => {
    const cell = cells[listing.cell]!;
    const printed = terminalText(cell.outputs ?? []);
    const [text, today] = [listing.text, printed].map((said) => withoutChance(listing.command, said)) as [string, string];
    if (text === today) return { listing, kind: 'same', told: '' };
    const [left, right] = [squeezed(text), squeezed(today)];
    if (left === right) return { listing, kind: 'blanks', told: '' };
    return { listing, kind: 'differs', told: formatDifferences([{ kind: 'line', line: listing.line, cmd: listing.command, part: 'stdout', left, right }], ['listing', 'today']) };
  });
}

/** `tentative` hangs on how soon after the address somebody looks: about two seconds. */
function withoutChance(cmd: string, stdout: string): string {
  return normalise({ exchanges: [{ cmd, stdout, stderr: '', rc: 0 }] }).exchanges[0]!.stdout.replaceAll(' tentative', '');
}

/** Blanks within a line as one, those around it as none. */
function squeezed(text: string): string {
  return text.split('\n').map((line) => line.trim().replace(/[ \t]+/g, ' ')).join('\n').replace(/\n+$/, '\n');
}
