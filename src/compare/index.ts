export { differences, type Difference, type LineDifference } from './differences';
export { formatDifferences } from './format';
export { Normaliser, normalise } from './normalise';
export type { Exchange, Session } from './session';
export type { StateDifference } from './state';
