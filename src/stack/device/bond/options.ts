import type { Errno } from '../../errno';
import { RtnetlinkError } from '../../rtnetlink';

/** BOND_MODE_* that are simulated. */
export const MODE = { ROUNDROBIN: 0, ACTIVEBACKUP: 1, XOR: 2, BROADCAST: 3 } as const;
const MODE_NAMES = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'];
const [AD, TLB, ALB] = [4, 5, 6];
const MAX = 0x7fffffff;

/** IFLA_BOND_* that are numbers, by their names without prefix; times in ms. */
export const DEFAULTS = {
  mode: MODE.ROUNDROBIN as number, miimon: 0, updelay: 0, downdelay: 0, peerNotifDelay: 0, useCarrier: 1, arpInterval: 0, missedMax: 2, arpValidate: 0,
  arpAllTargets: 0, primaryReselect: 0, failOverMac: 0, xmitHashPolicy: 0, resendIgmp: 1, numPeerNotif: 1, allSlavesActive: 0, minLinks: 0, lpInterval: 1,
  packetsPerSlave: 1, adLacpActive: 1, adLacpRate: 0, adSelect: 0, tlbDynamicLb: 1,
};
export type Options = typeof DEFAULTS;
export type OptionName = keyof Options;

/** struct bond_option: bounds, modes that don't have it, and what the bond may not be meanwhile. */
interface Rule {
  readonly low?: number;
  readonly high: number;
  readonly only?: readonly number[];
  readonly not?: readonly number[];
  readonly noSlaves?: boolean;
  readonly ifDown?: boolean;
  /** the only value that is simulated */
  readonly fixed?: number;
}

const RULES: Readonly<Record<OptionName, Rule>> = {
  mode: { high: 6, noSlaves: true, ifDown: true },
  miimon: { high: MAX }, updelay: { high: MAX }, downdelay: { high: MAX }, peerNotifDelay: { high: 300_000 }, useCarrier: { high: 1 },
  arpInterval: { high: MAX, not: [AD, TLB, ALB], fixed: 0 }, missedMax: { low: 1, high: 255, not: [AD, TLB, ALB] },
  arpValidate: { high: 6, not: [AD, TLB, ALB], fixed: 0 }, arpAllTargets: { high: 1 }, primaryReselect: { high: 2 },
  failOverMac: { high: 2, noSlaves: true }, xmitHashPolicy: { high: 5 }, resendIgmp: { high: 255 }, numPeerNotif: { high: 255 }, allSlavesActive: { high: 1 },
  minLinks: { high: MAX }, lpInterval: { low: 1, high: MAX }, packetsPerSlave: { high: 65535, only: [MODE.ROUNDROBIN] },
  adLacpActive: { high: 1, only: [AD], ifDown: true }, adLacpRate: { high: 1, only: [AD], ifDown: true }, adSelect: { high: 2, ifDown: true },
  tlbDynamicLb: { high: 1, only: [TLB, ALB], ifDown: true },
};

/** In bond_changelink's order. */
export const ORDER: readonly (OptionName | 'activeSlave' | 'primary')[] = [
  'mode', 'activeSlave', 'miimon', 'updelay', 'downdelay', 'peerNotifDelay', 'useCarrier', 'arpInterval', 'arpValidate', 'arpAllTargets', 'primary',
  'primaryReselect', 'failOverMac', 'xmitHashPolicy', 'resendIgmp', 'numPeerNotif', 'allSlavesActive', 'minLinks', 'lpInterval', 'packetsPerSlave',
  'adLacpActive', 'adLacpRate', 'adSelect', 'tlbDynamicLb', 'missedMax',
];

/** What a bond is while an option is set. */
interface State {
  readonly mode: number;
  readonly hasSlaves: boolean;
  readonly up: boolean;
}

const refuse = (errno: Errno, extack?: string): never => {
  throw new RtnetlinkError(errno, extack);
};

/** Options that only a mode with one active slave has. @throws {RtnetlinkError} EACCES */
export function needsActiveBackup({ mode }: State): void {
  if (mode !== MODE.ACTIVEBACKUP) refuse('EACCES', 'option not supported in mode');
}

/** __bond_opt_set's checks. @throws {RtnetlinkError} EACCES, ENOTEMPTY, EBUSY, EINVAL; EOPNOTSUPP for what isn't simulated */
export function checkOption(name: OptionName, value: number, state: State): void {
  const { low = 0, high, only, not, noSlaves, ifDown, fixed } = RULES[name];
  if ((only && !only.includes(state.mode)) || not?.includes(state.mode)) refuse('EACCES', 'option not supported in mode');
  if (noSlaves && state.hasSlaves) refuse('ENOTEMPTY', 'unable to set option because the bond device has slaves');
  if (ifDown && state.up) refuse('EBUSY', 'unable to set option because the bond is up');
  if (value < low || value > high) refuse('EINVAL', 'invalid option value');
  if (fixed !== undefined && value !== fixed) refuse('EOPNOTSUPP', 'vethlab\'s bonds don\'t support ARP monitoring');
  if (name === 'mode' && value > MODE.BROADCAST) refuse('EOPNOTSUPP', `vethlab's bonds don't support mode ${MODE_NAMES[value]}`);
  if (name === 'failOverMac' && value === 2) refuse('EOPNOTSUPP', 'vethlab\'s bonds don\'t support fail_over_mac follow');
}
