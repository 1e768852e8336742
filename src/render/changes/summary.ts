import type { Change } from './between';
import { card, element, indented } from '../html';
import { withFonts } from '../latex';
import type { MimeBundle } from '../mime';
import { lineHtml } from '../table/html';
import { lineLatex } from '../table/latex';
import { lineMarkdown } from '../table/markdown';
import { type Line, mono, soft, textOf } from '../table/model';
import { COLOUR, SANS } from '../theme';

/** Changes that a summary tells at most. */
const MOST = 10;

const SIGNS: Readonly<Record<Change['sign'], { readonly colour: string; readonly title: string }>> = {
  '+': { colour: COLOUR.up, title: 'added' },
  '-': { colour: COLOUR.bad, title: 'removed' },
  '~': { colour: COLOUR.noCarrier, title: 'changed' },
};

/** What a cell changed, in a few lines: a heading for each place, and a line for each change there. @param changes at least one */
export function renderChanges(changes: readonly Change[]): MimeBundle {
  const places = byPlace(changes.slice(0, MOST));
  const more: Line[] = changes.length > MOST ? [[soft(`and ${changes.length - MOST} more`)]] : [];
  const rows = (some: readonly Group[]): string => some.map(({ heading, lines }) => [heading, ...lines].map(row).join('')).join('');
  const opens = more.map(line => element('details', {}, element('summary', { style: 'cursor:pointer' }, lineHtml(line)) + rows(byPlace(changes.slice(MOST)))));
  const html = rows(places) + opens.join('');
  const latex = [...places.flatMap(({ heading, lines }) => [heading, ...lines.map((line): Line => [{ text: '\u00a0\u00a0' }, ...line])]), ...more].map(line => lineLatex(line, 60)).join('\\\\\n');
  const markdown = [...places.map(({ heading, lines }) => `${lineMarkdown(heading)}\n\n${lines.map(line => `- ${lineMarkdown(line)}\n`).join('')}`), ...more.map(line => `${lineMarkdown(line)}\n`)].join('\n');
  const text = [...places.flatMap(({ heading, lines }) => [textOf(heading), ...lines.map(line => `  ${textOf(line)}`)]), ...more.map(textOf)];
  return {
    'text/plain': text.map(line => `${line}\n`).join(''),
    'text/html': indented(card(element('div', { style: `font-family:${SANS};font-size:13px;line-height:1.45` }, html))),
    'text/latex': withFonts(`\\par\\smallskip\\noindent{\\footnotesize\\sffamily\\rightskip=0pt plus 1fil\\relax\n${latex}\\par}\n`),
    'text/markdown': markdown,
  };
}

interface Group {
  readonly heading: Line;
  readonly lines: readonly Line[];
}

function byPlace(changes: readonly Change[]): Group[] {
  return [...new Set(changes.map(placeOf))].map(place => ({ heading: [soft(`changed ${place}`)], lines: changes.filter(change => placeOf(change) === place).map(lineOf) }));
}

function placeOf({ host, netns }: Change): string {
  return netns === null ? `on ${host}` : `in ${netns} on ${host}`;
}

function lineOf({ sign, what, name, details }: Change): Line {
  const { colour, title } = SIGNS[sign];
  return [{ text: `${sign} ${what}`, bold: true, colour, title }, { text: ' ' }, mono(name), ...details === '' ? [] : [soft(`  ${details}`)]];
}

function row(line: Line): string {
  return element('div', {}, lineHtml(line));
}
