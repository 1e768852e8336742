/** A font by what is written in it: `mono` for what Linux prints, `sans` for what we say. */
export interface Font {
  readonly family: 'mono' | 'sans';
  /** px */
  readonly size: number;
  readonly bold?: true;
}

/**
 * Advance widths of ' ' to '~' in hundredths of an em. The font that a viewer has is unknown, so these are those of DejaVu Sans,
 * one of the widest in use: text in any other font takes up less room.
 */
const REGULAR = [
  32, 40, 46, 84, 64, 95, 78, 28, 39, 39, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54,
  100, 69, 69, 70, 77, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64, 62, 74, 69, 99, 69, 62, 69, 39, 34, 39, 84, 50,
  50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
];
const BOLD = [
  35, 46, 53, 84, 70, 101, 88, 31, 46, 46, 53, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84, 84, 84, 58,
  100, 78, 77, 74, 83, 69, 69, 83, 84, 38, 38, 78, 64, 100, 84, 85, 74, 85, 77, 72, 69, 82, 78, 111, 78, 73, 73, 46, 37, 46, 84, 50,
  50, 68, 72, 60, 72, 68, 44, 72, 72, 35, 35, 67, 35, 105, 72, 69, 72, 72, 50, 60, 48, 72, 66, 93, 65, 66, 59, 72, 37, 72, 84,
];
/** DejaVu Sans Mono and Menlo have 60.2; the other monospaced fonts are narrower. */
const MONOSPACED = 60.2;
/** What isn't ASCII may be as wide as it is high. */
const OTHER = 110;

/** Room that a text takes up at most, in px. */
export function textWidth(text: string, font: Font): number {
  let hundredths = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x20 || code > 0x7e) hundredths += OTHER;
    else hundredths += font.family === 'mono' ? MONOSPACED : (font.bold ? BOLD : REGULAR)[code - 0x20]!;
  }
  return (hundredths / 100) * font.size;
}
