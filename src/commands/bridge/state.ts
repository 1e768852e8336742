import { IFLA_BRPORT_STATES } from '../../stack';
import type { Ip } from '../ip/context';

/** print_stp_state. */
export function printState(ip: Ip, state: number): void {
  const name = IFLA_BRPORT_STATES[state];
  if (name === undefined) ip.print.any('state', 'state (%d) ', state);
  else ip.print.any('state', 'state %s ', name);
}

/** A state's number, or its name in full; undefined if it is neither. */
export function portState(text: string): number | undefined {
  if (/^\s*[+-]?[0-9]+$/.test(text)) return Number(text);
  const found = IFLA_BRPORT_STATES.findIndex(name => name === text);
  return found < 0 ? undefined : found;
}
