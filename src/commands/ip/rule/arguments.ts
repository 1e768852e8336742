import type { Argument } from '../grammar';
import { wrongArgument } from '../errors';
import { protocolNumber } from '../protocols';
import { unsigned } from '../numbers';

/** Arguments of `ip rule`. */

/** `MARK[/MASK]`; both parts have words of their own for what is wrong. */
export const fwmark: Argument<{ readonly mark: number; readonly mask?: number }> = {
  kind: 'FWMARK[/MASK]',
  parse: value => {
    const slash = value.indexOf('/');
    const first = slash < 0 ? value : value.slice(0, slash);
    const mark = unsigned(first);
    if (mark === undefined) throw wrongArgument(first, 'fwmark value is invalid\n');
    if (slash < 0) return { mark };
    const mask = unsigned(value.slice(slash + 1));
    if (mask === undefined) throw wrongArgument(value.slice(slash + 1), 'fwmask value is invalid\n');
    return { mark, mask };
  },
};

/** `NUMBER-NUMBER`. */
export const uidRange: Argument<readonly [number, number]> = {
  kind: 'NUMBER-NUMBER',
  parse: value => {
    const match = /^\s*([0-9]+)-\s*([0-9]+)/.exec(value);
    return match ? [Number(match[1]) >>> 0, Number(match[2]) >>> 0] : undefined;
  },
};

/** `NUMBER[-NUMBER]`. */
export const portRange: Argument<readonly [number, number]> = {
  kind: 'NUMBER[-NUMBER]',
  parse: value => {
    const match = /^\s*([0-9]+)(?:-\s*([0-9]+))?/.exec(value);
    return match ? [Number(match[1]) & 0xffff, Number(match[2] ?? match[1]) & 0xffff] : undefined;
  },
};

export const ipProtocol: Argument<number> = { kind: 'PROTOCOL', parse: protocolNumber };

/** A name that a device could have (check_ifname). */
export const ifname: Argument<string> = {
  kind: 'DEVICE', parse: value => value.length > 0 && value.length < 16 && !/[/\s]/.test(value) ? value : undefined,
};
