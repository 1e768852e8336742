import { aligned } from '../columns';
import type { Drawing } from '../drawing';
import { type BoxShape, label, type Scene, type Shape } from '../scene';
import { type Font, textWidth } from '../text';
import { COLOUR } from '../theme';
import type { Candidate, Step } from './decide';

const TITLE: Font = { family: 'mono', size: 12.5, bold: true };
const RULE: Font = { family: 'sans', size: 11.5, bold: true };
const SMALL: Font = { family: 'sans', size: 11 };
const ROUTE: Font = { family: 'mono', size: 11.5 };
const WORDS: Font = { family: 'sans', size: 11.5 };

/** px */
const MARGIN = 20;
const NODE = 30;
const PITCH = 40;
const ARROW = 52;
const PAD = 11;

/** Routes that couldn't have come into question, shown of a table at most. */
const IDLE_LIMIT = 4;
const MORE = 'not in question: ';

/** A line of the picture. */
interface Line {
  /** what stands at the left, where a rule begins */
  readonly rule?: { readonly name: string; readonly table: string };
  readonly route?: string;
  readonly way?: string;
  readonly fate: Candidate['fate'];
  readonly reason: string;
}

/** How a lookup ended. */
export interface Ending {
  readonly fate: 'won' | 'refused';
  readonly reason: string;
}

/** A lookup, read from top to bottom: each rule that was tried, the routes of its table, and why each won or lost. @param endings what became of it, where no route and no rule tells that */
export function drawLookup(command: string, steps: readonly Step[], endings: readonly Ending[]): Drawing {
  const lines: Line[] = [...steps.flatMap(linesOf), ...endings];
  return { scene: sceneOf(command, lines), text: textOf(command, lines) };
}

function linesOf({ rule, remark, candidates, refusing }: Step): Line[] {
  const idle = candidates.filter(({ fate }) => fate === 'idle');
  // A table of which nothing came into question is told in one line.
  const limit = idle.length === candidates.length ? 0 : IDLE_LIMIT;
  const shown = candidates.filter(candidate => candidate.fate !== 'idle' || idle.indexOf(candidate) < limit);
  const more = limit === 0 ? 0 : idle.length - limit;
  const lines = [
    ...(remark === '' ? [] : [{ fate: refusing === undefined ? 'idle' as const : 'refused' as const, reason: remark }]),
    ...shown.map(({ route, fate, reason }) => ({ route: routeText(route), way: wayText(route), fate, reason })),
    ...(more > 0 ? [{ fate: 'idle' as const, reason: `${MORE}${more === 1 ? 'one more route' : `${more} more routes`}` }] : []),
  ];
  const name = { name: `rule ${rule.priority}`, table: rule.table === undefined || rule.table === '' ? rule.action ?? '' : `table ${rule.table}` };
  return lines.map((line, i) => i === 0 ? { ...line, rule: name } : line);
}

function routeText({ type = 'unicast', dst, prefsrc, metric }: Candidate['route']): string {
  return [type === 'unicast' ? '' : type, dst, prefsrc === undefined ? '' : `src ${prefsrc}`, metric ? `metric ${metric}` : ''].filter(part => part !== '').join(' ');
}

function wayText({ dev, gateway, via, nexthops }: Candidate['route']): string {
  const one = (hop: { readonly dev?: string; readonly gateway?: string }): string => [hop.dev ?? '', hop.gateway === undefined ? '' : `via ${hop.gateway}`].filter(part => part !== '').join(' ');
  return nexthops ? nexthops.map(one).join(', ') : one({ ...(dev !== undefined && { dev }), ...((gateway ?? via?.host) !== undefined && { gateway: gateway ?? via?.host }) } as { dev?: string; gateway?: string });
}

const widest = (least: number, texts: readonly (readonly [string | undefined, Font])[]): number =>
  Math.ceil(texts.reduce((most, [text, font]) => Math.max(most, textWidth(text ?? '', font)), least));

function sceneOf(command: string, lines: readonly Line[]): Scene {
  const ruleWidth = widest(60, lines.flatMap(({ rule }) => [[rule?.name, RULE], [rule?.table, SMALL]] as const)) + 22;
  const routeWidth = widest(80, lines.map(({ route }) => [route, { ...ROUTE, bold: true }] as const)) + 2 * PAD;
  const wayWidth = widest(40, lines.map(({ way }) => [way, { ...ROUTE, bold: true }] as const)) + 2 * PAD;
  const x = { rule: MARGIN, route: MARGIN + ruleWidth, way: MARGIN + ruleWidth + routeWidth + ARROW, reason: MARGIN + ruleWidth + routeWidth + ARROW + wayWidth + 14 };
  const shapes: Shape[] = [label(command, TITLE, COLOUR.ink, MARGIN, MARGIN + 11)];
  let right = MARGIN + textWidth(command, TITLE);
  lines.forEach((line, i) => {
    const top = MARGIN + 30 + i * PITCH;
    shapes.push(...drawLine(line, top, x, routeWidth, wayWidth));
    right = Math.max(right, (line.route === undefined ? x.route : line.way === '' ? x.way : x.reason) + textWidth(line.reason, { ...WORDS, bold: true }) + 18);
  });
  return { width: right + MARGIN, height: MARGIN + 30 + lines.length * PITCH - (PITCH - NODE) + MARGIN, description: `${command}: ${describe(lines)}`, shapes };
}

function drawLine({ rule, route, way, fate, reason }: Line, top: number, x: { rule: number; route: number; way: number; reason: number }, routeWidth: number, wayWidth: number): Shape[] {
  const ended = fate === 'won' || fate === 'refused';
  const accent = fate === 'refused' ? COLOUR.bad : COLOUR.accent;
  const middle = top + NODE / 2;
  const ink = ended ? accent : fate === 'lost' ? COLOUR.ink : COLOUR.soft;
  const font: Font = ended ? { ...ROUTE, bold: true } : ROUTE;
  const told: Font = ended ? { ...WORDS, bold: true } : WORDS;
  const words = (left: number): Shape[] => [
    ...(ended ? [{ shape: 'mark' as const, mark: fate === 'won' ? '✓' as const : '✕' as const, colour: accent, x: left + 6, y: middle }] : []),
    label(reason, told, ended ? accent : COLOUR.soft, left + (ended ? 18 : 0), middle + 4),
  ];
  const head = rule ? [label(rule.name, RULE, COLOUR.ink, x.rule, rule.table === '' ? middle + 4 : top + 12), ...(rule.table === '' ? [] : [label(rule.table, SMALL, COLOUR.soft, x.rule, top + 27)])] : [];
  if (route === undefined) return [...head, ...words(x.route)];
  const frame = (left: number, width: number): BoxShape => ({
    shape: 'box', role: 'node', x: left, y: top, width, height: NODE, fill: ended ? COLOUR.panel : COLOUR.white, stroke: ended ? accent : COLOUR.line, ...(ended && { strokeWidth: 2 }), ...(fate === 'idle' && { dashed: true }),
  });
  return [
    ...head,
    frame(x.route, routeWidth), { ...label(route, font, ink, x.route + PAD, middle + 4), struck: fate === 'lost' },
    ...(way === '' ? [] : [
      { shape: 'line' as const, path: `M${x.route + routeWidth} ${middle}H${x.way - 2}`, colour: ended ? accent : COLOUR.soft, width: ended ? 2 : 1, dashed: !ended, arrow: true },
      frame(x.way, wayWidth), label(way!, font, ink, x.way + PAD, middle + 4),
    ]),
    ...words(way === '' ? x.way : x.reason),
  ];
}

const SIGNS: Readonly<Record<Candidate['fate'], string>> = { won: '✓', refused: '!', lost: '✕', idle: '·' };

function textOf(command: string, lines: readonly Line[]): string {
  const rows = lines.map(({ rule, route, way, fate, reason }) => [rule ? `${rule.name} ${rule.table}`.trim() : '', ...(route === undefined ? ['', '', ''] : [`${SIGNS[fate]} ${route}`, way === '' ? '' : fate === 'won' ? '━━▶' : '──▶', way!]), route === undefined && fate !== 'idle' ? `${SIGNS[fate]} ${reason}` : reason]);
  return [command, ...aligned(rows)].map(line => `${line}\n`).join('');
}

/** The decision as a sentence. */
function describe(lines: readonly Line[]): string {
  let head = '';
  const parts = lines.flatMap(({ fate, rule, route, way, reason }) => {
    if (rule) head = `${rule.name}${rule.table === '' ? '' : `, ${rule.table}`}: `;
    if (fate === 'idle' && (route !== undefined || reason.startsWith(MORE))) return [];
    const told = `${head}${route === undefined ? '' : `${route}${way === '' ? '' : ` by ${way}`}, `}${reason}`;
    head = '';
    return [told];
  });
  return `${parts.join('; ')}.`;
}
