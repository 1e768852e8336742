import { findProgram } from '../../backend/real/sandbox';
import { withPictures } from './pictures';
import type { Notebook } from '../../notebook';
import { BROWSER_MEND, findBrowser } from './browser';
import { withSlides } from './slides';

export interface Format {
  readonly summary: string;
  /** what nbconvert calls it */
  readonly to: string;
  readonly template: string;
  /** behind the notebook's name */
  readonly ending: string;
  /** whether a browser prints what nbconvert has written */
  readonly printed?: true;
  /** what nbconvert gets, of an edition */
  readonly prepare?: (notebook: Notebook) => Notebook;
  /** what the machine lacks for it; undefined where it has all */
  readonly lacks?: () => string | undefined;
}

/** What LaTeX needs, on Debian. */
export const LATEX_MEND = 'apt install texlive-xetex texlive-latex-extra texlive-fonts-recommended texlive-plain-generic lmodern pandoc';

export function lacksLatex(): string | undefined {
  const missing = ['xelatex', 'pandoc'].filter((program) => findProgram(program) === undefined);
  return missing.length === 0 ? undefined : `this machine has no ${missing.join(' and no ')}: ${LATEX_MEND}`;
}

export function lacksBrowser(): string | undefined {
  return findBrowser() === undefined ? BROWSER_MEND : undefined;
}

export const FORMATS: ReadonlyMap<string, Format> = new Map(Object.entries<Format>({
  html: { summary: 'one page that loads nothing', to: 'html', template: 'vethlab', ending: '.html' },
  pdf: { summary: 'for print, by LaTeX', to: 'pdf', template: 'vethlab', ending: '.pdf', lacks: lacksLatex },
  webpdf: { summary: 'the page, printed by Chromium, Chrome or Edge', to: 'html', template: 'vethlab', ending: '.web.pdf', printed: true, lacks: lacksBrowser },
  markdown: { summary: 'text, with its pictures in a folder beside it', to: 'markdown', template: 'vethlab', ending: '.md', prepare: withPictures },
  slides: { summary: 'a slide show that loads nothing, by reveal.js', to: 'slides', template: 'vethlab-slides', ending: '.slides.html', prepare: withSlides },
}));
