import { AF_INET6, IFA_F } from '../../../stack';
import type { Ip } from '../context';

interface AddressFlag {
  readonly name: string;
  readonly mask: number;
  /** can't be asked for */
  readonly readOnly?: boolean;
  readonly ipv6Only?: boolean;
}

/** In the order in which iproute2 prints them (ip/ipaddress.c). `temporary` is IPv6's word for the bit of `secondary`. */
export const ADDRESS_FLAGS: readonly AddressFlag[] = [
  { name: 'secondary', mask: IFA_F.SECONDARY, readOnly: true },
  { name: 'temporary', mask: IFA_F.SECONDARY, readOnly: true },
  { name: 'nodad', mask: IFA_F.NODAD, ipv6Only: true },
  { name: 'optimistic', mask: IFA_F.OPTIMISTIC, ipv6Only: true },
  { name: 'dadfailed', mask: IFA_F.DADFAILED, readOnly: true, ipv6Only: true },
  { name: 'home', mask: IFA_F.HOMEADDRESS, ipv6Only: true },
  { name: 'deprecated', mask: IFA_F.DEPRECATED, readOnly: true, ipv6Only: true },
  { name: 'tentative', mask: IFA_F.TENTATIVE, readOnly: true, ipv6Only: true },
  { name: 'permanent', mask: IFA_F.PERMANENT, readOnly: true, ipv6Only: true },
  { name: 'mngtmpaddr', mask: IFA_F.MANAGETEMPADDR, ipv6Only: true },
  { name: 'noprefixroute', mask: IFA_F.NOPREFIXROUTE },
  { name: 'autojoin', mask: IFA_F.MCAUTOJOIN },
  { name: 'stable-privacy', mask: IFA_F.STABLE_PRIVACY, readOnly: true, ipv6Only: true },
];

export function addressFlag(name: string): AddressFlag | undefined {
  return ADDRESS_FLAGS.find(flag => flag.name === name);
}

/** Words that ask for the absence of a flag. */
const OPPOSITES: Readonly<Record<string, string>> = { dynamic: 'permanent', primary: 'secondary' };

/** A flag as a filter: `tentative`, `-tentative`, `dynamic`; undefined if the word is none. */
export function flagFilter(word: string): { readonly mask: number; readonly wanted: boolean } | undefined {
  const negated = word.startsWith('-');
  const name = negated ? word.slice(1) : word;
  const flag = addressFlag(OPPOSITES[name] ?? name);
  return flag && { mask: flag.mask, wanted: negated === name in OPPOSITES };
}

export function printAddressFlags(ip: Ip, family: number, flags: number): void {
  let rest = flags;
  for (const { name, mask } of ADDRESS_FLAGS) {
    if (mask === IFA_F.PERMANENT) {
      if ((rest & mask) === 0) ip.print.flag('dynamic', 'dynamic ');
    } else if ((rest & mask) !== 0) {
      const shown = mask === IFA_F.SECONDARY && family === AF_INET6 ? 'temporary' : name;
      ip.print.flag(shown, `${shown} `);
    }
    rest &= ~mask;
  }
  if (rest === 0) return;
  const hex = (rest >>> 0).toString(16).padStart(2, '0');
  ip.print.any('ifa_flags', ip.print.isJson ? '%s' : 'flags %s ', hex);
}
