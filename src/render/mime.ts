import { withoutColours } from './ansi';
import { withTerminal } from './html';
import { terminalLatex, withFonts } from './latex';
import { fenced } from './markdown';

/** Representations of one output by MIME type; `text/plain` is always among them. */
export interface MimeBundle {
  readonly 'text/plain': string;
  readonly [type: string]: unknown;
}

/** Something to see beside a terminal's text, in every format that there is of it. */
export interface Picture {
  /** what it shows, in a few words */
  readonly caption: string;
  /** safe in a notebook that isn't trusted */
  readonly html: string;
  /** for nbconvert's LaTeX template; missing: the text alone is printed */
  readonly latex?: string;
  readonly markdown?: string;
}

/** One output: the terminal's text in each format, with the picture below it. @param text '' where it has been shown already */
export function displayOf(text: string, { caption, html, latex, markdown }: Picture): MimeBundle {
  const words = withoutColours(text);
  return {
    'text/plain': text,
    'text/html': withTerminal(text, caption, html),
    'text/latex': withFonts(`${words === '' ? '' : terminalLatex(words)}${latex ?? ''}`),
    'text/markdown': [...words === '' ? [] : [fenced(words)], ...markdown === undefined ? [] : [markdown]].join('\n'),
  };
}
