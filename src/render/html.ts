import { hasColours, runsOf } from './ansi';
import { COLOUR, MONO } from './theme';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** Control characters that neither HTML nor XML may hold, as their pictures (U+2400 ff.). */
export function printable(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
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

/** Declarations, one after the other; empty ones are left out. */
export function styles(...parts: readonly string[]): string {
  return parts.filter(part => part !== '').join(';');
}

/** What we say, smaller and softer than what Linux says. */
export function note(text: string, title?: string): string {
  return element('span', { style: `color: ${COLOUR.soft}; font-size: 11px`, title }, escape(text));
}

/** A light card for something that brings no background of its own. */
export function card(content: string): string {
  const style = `display: inline-block; max-width: 100%; box-sizing: border-box; overflow-x: auto; margin: 4px 0; padding: 6px 14px; background: ${COLOUR.card}; color: ${COLOUR.ink}; border: 1px solid ${COLOUR.line}; border-radius: 8px`;
  return element('div', { style }, content);
}

/** As far from the left as Jupyter puts a stream's text. */
export function indented(content: string, style = ''): string {
  return element('div', { style: styles('padding: 0 0 0 6px', style) }, content);
}

/** What a terminal shows, to the letter; lines that are too long wrap, as there. Colours need a card, as no page's own is known. */
export function terminalText(text: string): string {
  const style = `margin: 0; padding: 0; font-family: ${MONO}; font-size: 13px; line-height: 1.3; white-space: pre-wrap`;
  if (!hasColours(text)) return element('pre', { style }, escape(text));
  const runs = runsOf(text).map(({ text: shown, colour, bold }) => element('span', { style: styles(colour ? `color: ${colour}` : '', bold ? 'font-weight: 600' : '') || undefined }, escape(shown)));
  return card(element('pre', { style: `${style}; color: ${COLOUR.ink}; background: ${COLOUR.card}` }, runs.join('')));
}

/** The terminal's text, exactly, and below it a picture that can be folded away. */
export function withTerminal(text: string, caption: string, picture: string): string {
  const summary = element('summary', { style: 'cursor: pointer; font-size: 12px; margin-top: 4px' }, escape(caption));
  return indented(`${text === '' ? '' : terminalText(text)}<details open>${summary}${picture}</details>`);
}
