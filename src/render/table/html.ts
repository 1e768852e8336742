import { card, element, escape, styles } from '../html';
import { COLOUR, MONO, SANS } from '../theme';
import type { Cell, Column, Line, Span, Table } from './model';

// Type that shrinks with the page, so that a table which fits on a laptop's screen fits on paper too. What is unusual in it a notebook that isn't trusted drops.
const SIZE = 'font-size:13px;font-size:clamp(9px,1.25vw,13px)';
// A notebook gives tables, rows and cells looks of its own, so each of them has to say how it looks here.
const TABLE = `border-collapse:collapse;border:0;margin:0;width:auto;table-layout:auto;background:${COLOUR.card};color:${COLOUR.ink};font-family:${SANS};${SIZE}`;
const ROW = `background:${COLOUR.card};color:${COLOUR.ink}`;
const RULED = `${ROW};border-top:1px solid ${COLOUR.line}`;
const CELL = 'padding:0.4em 0.9em 0.4em 0;text-align:left;vertical-align:top;line-height:1.45';
const WRAPS: Readonly<Record<'true' | 'false', string>> = { true: 'white-space:normal', false: 'white-space:nowrap' };
const FULL = `margin:4px 0;padding:0;font-family:${MONO};font-size:0.92em;line-height:1.35;white-space:pre;color:${COLOUR.ink};background:${COLOUR.card}`;

/** A table on a light card, with the notes below it. */
export function tableHtml({ columns, sections, notes = [] }: Table): string {
  const heads = sections.some(({ opens }) => opens) ? columns.slice(0, -1) : columns;
  const head = element('tr', { style: ROW }, heads.map(headCell).join(''));
  const body = sections.map(({ heading, rows, opens }) => {
    const title = heading ? element('tr', { style: RULED }, element('th', { scope: 'rowgroup', colspan: heads.length, style: `${CELL};padding-top:0.6em` }, lineHtml(heading))) : '';
    return element('tbody', {}, title + rows.map((row, i) => (opens ? openingRow(row.cells, columns, opens[i]) : bodyRow(row.cells, columns))).join(''));
  });
  const below = notes.map(note => element('div', { style: `font-family:${SANS};font-size:13px;padding:2px 0` }, lineHtml(note)));
  return card(element('table', { style: TABLE }, element('thead', {}, head) + body.join('')) + below.join(''));
}

function headCell({ head, title }: Column): string {
  return element('th', { scope: 'col', title, style: `${CELL};white-space:nowrap;font-weight:600` }, escape(head));
}

function bodyRow(row: readonly Cell[], columns: readonly Column[]): string {
  return element('tr', { style: RULED }, row.map((cell, i) => bodyCell(cell, columns[i]!, i === row.length - 1)).join(''));
}

/** A row whose last cell stands below the others, where there is room for what it opens to. */
function openingRow(row: readonly Cell[], columns: readonly Column[], full: string | undefined): string {
  const { title } = columns.at(-1)!;
  const last = cellHtml(row.at(-1)!);
  const opening = full === undefined ? last : element('details', {}, element('summary', { style: 'cursor:pointer', title }, last) + element('pre', { style: FULL }, escape(full)));
  return bodyRow(row.slice(0, -1), columns) + element('tr', { style: ROW }, element('td', { colspan: columns.length - 1, style: `${CELL};padding-top:0` }, opening));
}

function bodyCell(cell: Cell, { wraps, names }: Column, last: boolean): string {
  const style = styles(CELL, WRAPS[wraps ? 'true' : 'false'], names ? 'font-weight:400' : '', last ? 'padding:0.4em 0' : '');
  return names ? element('th', { scope: 'row', style }, cellHtml(cell)) : element('td', { style }, cellHtml(cell));
}

function cellHtml(cell: Cell): string {
  return cell.map(lineHtml).join('<br>');
}

/** A line's spans as inline markup. */
export function lineHtml(spans: Line): string {
  return spans.map(spanHtml).join('');
}

const TONES: Readonly<Record<NonNullable<Span['tone']>, string>> = {
  soft: `color:${COLOUR.soft};font-size:0.85em`,
  news: `color:${COLOUR.accent};border:1px solid ${COLOUR.accent};border-radius:4px;padding:0 4px;font-size:0.85em`,
};

function spanHtml({ text, mono, bold, tone, colour, title, whole, dotted }: Span): string {
  const style = styles(
    tone ? TONES[tone] : mono ? 'font-size:0.92em' : '', bold ? 'font-weight:600' : '', colour ? `color:${colour}` : '',
    whole ? 'white-space:nowrap' : '', dotted ? `text-decoration:none;border-bottom:1px dotted ${COLOUR.soft};cursor:help` : '');
  const name = dotted ? 'abbr' : mono ? 'samp' : 'span';
  if (name === 'span' && style === '' && title === undefined) return escape(text);
  return element(name, { style: style === '' ? undefined : style, title }, dotted && mono ? element('samp', { style: 'font-size:0.92em' }, escape(text)) : escape(text));
}
