/** Text that holds something a terminal doesn't show as it is. Quick, as nearly all output has nothing of it. */
const ODD = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]/;

/** Titles and other strings for the terminal itself, up to their end or that of the line (ECMA-48: OSC, DCS, SOS, PM, APC). */
const STRINGS = /\x1b[\]PX^_][^\x07\x1b\n]*(\x07|\x1b\\)?/g;

/** Other escape sequences but for whole ones of CSI, with which colours are made and front ends know what to do. */
const ESCAPES = /\x1b(?!\[[0-?]*[ -/]*[@-~])(\[[0-?]*[ -/]*|[ -/]*[0-~]?)/g;

/** Lines that begin without the cursor's going back: a notebook has no columns to keep. */
const DOWN = /[\x0b\x0c]/g;

/** Octets that ring, or do nothing. */
const UNSEEN = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f-\x9f]/g;

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * What a terminal shows of a text: control characters that it swallows are gone, so that notebooks of binary output can be saved and
 * printed (LaTeX refuses them, and JSON with half a surrogate can't be written).
 */
export function shown(text: string): string {
  if (!ODD.test(text)) return text;
  const clean = text.replace(STRINGS, '').replace(ESCAPES, '').replace(DOWN, '\n').replace(UNSEEN, '').replace(LONE, '\ufffd');
  return clean.includes('\b') ? erased(clean) : clean;
}

/** Each backspace takes back the character before it, as in front ends; one that has none on its line may be for what was shown before. */
function erased(text: string): string {
  const kept: string[] = [];
  for (const [part] of text.matchAll(/\x1b\[[0-?]*[ -/]*[@-~]|[^]/gu)) {
    const last = kept.at(-1);
    if (part !== '\b' || last === undefined || last === '\b') kept.push(part);
    else if (last !== '\n' && last.length < 3) kept.pop();
  }
  return kept.join('');
}
