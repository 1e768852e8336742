import { EINVAL, Failed } from './failure';
import type { Argument } from './grammar';
import { linkAddress } from './inet';
import { atoi, integer, unsigned, unsigned64 } from './numbers';
import { matches } from './matches';

/** Kinds of arguments that several commands take. */

export const text = (kind: string): Argument<string> => ({ kind, parse: value => value });

/** get_unsigned, get_u32, get_u16, get_u8. */
export const number = (kind: string, max = 0xffffffff): Argument<number> => ({ kind, parse: value => unsigned(value, max) });

/** get_integer. */
export const signedNumber = (kind: string): Argument<number> => ({ kind, parse: integer });

/** get_u64. */
export const bigNumber = (kind: string): Argument<bigint> => ({ kind, parse: unsigned64 });

/** atoi(3), as far as it is above 0. */
export const positive = (kind: string): Argument<number> => ({ kind, parse: value => atoi(value) > 0 ? atoi(value) : undefined });

/** One of a few words, in full. */
export function choice<T>(kind: string, values: Readonly<Record<string, T>>): Argument<T> {
  return { kind, choices: Object.keys(values), parse: value => Object.hasOwn(values, value) ? values[value] : undefined };
}

/** `on` or `off`, in full; otherwise iproute2's on_off() sentence about `keyword`. */
export function onOff(keyword: string): Argument<boolean> {
  return {
    kind: '{ on | off }', choices: ['on', 'off'],
    parse: value => {
      if (value === 'on' || value === 'off') return value === 'on';
      throw new Failed(`Error: argument of "${keyword}" must be "on" or "off", not "${value}"\n`, 1);
    },
  };
}

/** parse_one_of(): one of a few words, which may be abbreviated, by its place in the list; the errno EINVAL makes the exit code. */
export function oneOf(keyword: string, choices: readonly string[]): Argument<number> {
  return {
    kind: keyword.toUpperCase(), choices,
    parse: value => {
      const found = choices.findIndex(candidate => matches(value, candidate));
      if (found >= 0) return found;
      throw new Failed(`Error: argument of "${keyword}" must be one of ${choices.map(word => `"${word}", `).join('')}not "${value}"\n`, EINVAL);
    },
  };
}

/** parse_on_off(). */
export function onOffAbbreviated(keyword: string): Argument<boolean> {
  const words = oneOf(keyword, ['off', 'on']);
  return { ...words, parse: (value, ip) => words.parse(value, ip) === 1 };
}

/** An existing device's index; the keyword says what is wrong if there is none. */
export const device: Argument<number> = { kind: 'DEVICE', parse: (value, ip) => ip.deviceIndex(value) || undefined };

/** An existing VRF's index. */
export const vrf: Argument<number> = {
  kind: 'VRF',
  parse: (value, ip) => {
    const link = ip.link({ ifname: value });
    return link?.kind === 'vrf' ? link.index : undefined;
  },
};

export const lladdr: Argument<string> = { kind: 'LLADDR', parse: linkAddress };

export const group: Argument<number> = { kind: 'GROUP', parse: (value, ip) => ip.names.number('group', value) };

export const scope: Argument<number> = { kind: 'SCOPE', parse: (value, ip) => ip.names.number('rt_scopes', value) };

