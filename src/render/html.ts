import { COLOUR, MONO, SANS } from './theme';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** Control characters that neither HTML nor XML may hold, as their pictures (U+2400 ff.). */
function printable(text: string): string {
  return text.replace(/[\0-\x08\x0b-\x1f]/g, control => String.fromCharCode(0x2400 + control.charCodeAt(0))).replace(/[\x7f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** Text as it may stand in an element or in a quoted attribute, in HTML and in XML. */
export function escape(text: string): string {
  return printable(text).replace(/[&<>"']/g, character => ENTITIES[character]!);
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

function attributes(all: Attributes): string {
  return Object.entries(all).map(([name, value]) => value === undefined ? '' : ` ${name}="${escape(String(value))}"`).join('');
}

/** An element; `content` is markup already, undefined for an element that has none. */
export function element(name: string, all: Attributes, content?: string): string {
  return content === undefined ? `<${name}${attributes(all)}/>` : `<${name}${attributes(all)}>${content}</${name}>`;
}

/** Text that a terminal shows. */
export function mono(text: string, style = '', title?: string): string {
  return element('span', { style: styles(`font-family: ${MONO}`, style), title }, escape(text));
}

function styles(...parts: readonly string[]): string {
  return parts.filter(part => part !== '').join('; ');
}

/** What we say, smaller and softer than what Linux says. */
export function note(text: string, title?: string): string {
  return element('span', { style: `color: ${COLOUR.soft}; font-size: 11px`, title }, escape(text));
}

/** A dotted underline shows that hovering explains. */
export function explained(text: string, title: string, style = ''): string {
  return element('abbr', { title, style: styles(`text-decoration: none; border-bottom: 1px dotted ${COLOUR.soft}; cursor: help`, style) }, escape(text));
}

export interface Column {
  readonly head: string;
  /** what the column means, shown on hover */
  readonly title: string;
}

const CELL = `padding: 5px 14px 5px 0; text-align: left; vertical-align: top; white-space: nowrap; border: 0; border-top: 1px solid ${COLOUR.line}; line-height: 1.45`;
// A notebook stripes rows with its theme's colours; ours must win on each of them.
const ROW = `background: ${COLOUR.card}; color: ${COLOUR.ink}`;

/** Rows that a table shows at most; the text has them all. */
const ROW_LIMIT = 100;

/** A table on a light card. `rows` hold markup, one string a cell. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const head = columns.map(({ head: text, title }) => element('th', { scope: 'col', title, style: `${CELL}; border-top: 0; font-weight: 600` }, escape(text))).join('');
  const body = rows.slice(0, ROW_LIMIT).map(row => element('tr', { style: ROW }, row.map(cell => element('td', { style: CELL }, cell)).join(''))).join('');
  const style = `border-collapse: collapse; border: 0; margin: 0; width: auto; table-layout: auto; background: ${COLOUR.card}; color: ${COLOUR.ink}; font-family: ${SANS}; font-size: 13px`;
  const more = rows.length > ROW_LIMIT ? note(`and ${rows.length - ROW_LIMIT} more in the text`) : '';
  return card(element('table', { style }, element('thead', {}, element('tr', { style: ROW }, head)) + element('tbody', {}, body)) + more);
}

/** A light card for something that brings no background of its own. */
export function card(content: string): string {
  const style = `display: inline-block; max-width: 100%; box-sizing: border-box; overflow-x: auto; margin: 4px 0; padding: 6px 2px 6px 14px; background: ${COLOUR.card}; color: ${COLOUR.ink}; border: 1px solid ${COLOUR.line}; border-radius: 8px`;
  return element('div', { style }, content);
}

/** What a terminal shows, to the letter; lines that are too long wrap, as there. */
export function terminalText(text: string): string {
  return element('pre', { style: `margin: 0; padding: 0; font-family: ${MONO}; font-size: 13px; line-height: 1.3; white-space: pre-wrap` }, escape(text));
}

/** The terminal's text, exactly, and below it a picture that can be folded away. */
export function withTerminal(text: string, caption: string, picture: string): string {
  const terminal = terminalText(text);
  const summary = element('summary', { style: 'cursor: pointer; font-size: 12px; margin-top: 4px' }, escape(caption));
  // As far from the left as Jupyter puts a stream's text.
  return element('div', { style: 'padding: 0 0 0 6px' }, `${terminal}<details open>${summary}${picture}</details>`);
}
