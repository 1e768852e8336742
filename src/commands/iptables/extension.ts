import type { Process } from '../program';
import { IptablesError, type Flavour, type Match, type Target } from './model';

/** One option of a match or target, as it was given. */
export interface Given {
  readonly name: string;
  readonly value: string;
  readonly inverted: boolean;
}

/** What a match or target is made in. */
export interface Setting {
  readonly flavour: Flavour;
  readonly process: Process;
  /** IPPROTO_* of -p; undefined without -p, or inverted */
  readonly protocol: number | undefined;
}

/** A match or target that iptables loads: its options, how many words each takes, and what they make. */
export interface Extension<T> {
  readonly options: Readonly<Record<string, 0 | 1 | 2>>;
  /** other names of options */
  readonly aliases?: Readonly<Record<string, string>>;
  /** the option that must be there */
  readonly required?: string;
  make(given: readonly Given[], setting: Setting): T;
}

export type MatchExtension = Extension<Omit<Match, 'name'>>;
export type TargetExtension = Extension<Omit<Target, 'name' | 'goto'>>;

export function find(given: readonly Given[], name: string): Given | undefined {
  return given.find(option => option.name === name);
}

/** `! ` where an option was inverted. */
export function not(option: { readonly inverted: boolean }): string {
  return option.inverted ? '! ' : '';
}

/** A pair of ports, `FROM:TO`. */
export interface Ports {
  readonly from: number;
  readonly to: number;
  readonly inverted: boolean;
}

/** `FROM:TO`, either of which may be left out. @throws {IptablesError} */
export function ports({ value, inverted }: Given, read: (text: string) => number): Ports {
  const [low = '', high] = value.split(':') as [string, string | undefined];
  const from = low === '' ? 0 : read(low);
  const to = high === undefined ? from : high === '' ? 0xffff : read(high);
  if (from > to) throw new IptablesError('invalid portrange (min > max)');
  return { from, to, inverted };
}
