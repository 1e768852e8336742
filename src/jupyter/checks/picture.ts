import { details, headline, mark } from '../../check';
import type { Report } from '../../check';
import { card, element, escape, indented, mono, note } from '../../render/html';
import { COLOUR, SANS } from '../../render/theme';

const sign = (holds: boolean): string => element('span', { style: `color: ${holds ? COLOUR.up : COLOUR.bad}; font-weight: 700`, title: holds ? 'holds' : "doesn't hold" }, mark(holds));

/** A check's verdict as HTML: signs and words tell it, colours only support them. */
export function reportHtml(report: Report): string {
  const { verdicts } = report;
  const items = verdicts.map((verdict) => {
    const more = verdict.holds ? '' : details(verdict).map(([label, text]) => element('div', { style: 'margin-left: 22px' }, `${note(`${label} `)}${label === 'hint' ? escape(text) : mono(text)}`)).join('');
    return element('div', { style: 'margin: 3px 0' }, `${sign(verdict.holds)} ${mono(verdict.text)}${more}`);
  });
  const title = element('div', { style: 'font-weight: 600; margin-bottom: 4px' }, `${sign(verdicts.every(({ holds }) => holds))} ${escape(headline(report))}`);
  return indented(card(element('div', { style: `font-family: ${SANS}; font-size: 13px` }, title + items.join(''))));
}
