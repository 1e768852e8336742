/**
 * One light card for every picture, so that it reads the same on a light page, a dark page and paper.
 * All text colours have a contrast of at least 4.5:1 on `card`, `panel` and `white` (WCAG 2.2, 1.4.3).
 */
export const COLOUR = {
  ink: '#1f2933',
  soft: '#52606d',
  line: '#c3ccd5',
  card: '#fbfcfe',
  panel: '#f1f5fb',
  white: '#ffffff',
  up: '#0b7a4b',
  noCarrier: '#a34a06',
  down: '#52606d',
  accent: '#1d56c0',
  bad: '#b42318',
} as const;

export const MONO = 'ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace';
export const SANS = 'system-ui, Segoe UI, Helvetica, Arial, sans-serif';
