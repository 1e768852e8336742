import { AF_INET, IFA_F, INFINITY_LIFE_TIME, type AddrMessage } from '../../../stack';
import type { Ip } from '../context';
import { familyName } from '../inet';
import { printAddressFlags } from './flags';

/** What surrounds an address's lines. */
export interface AddressStyle {
  /** `3: veth0` before it, as -o, monitors and flushes want it */
  readonly withDevice: boolean;
  /** an RTM_DELADDR */
  readonly deleted?: boolean;
  /** a device's name, where it may be gone */
  readonly nameOf?: (index: number) => string;
}

/** Prints an address as iproute2's print_addrinfo. */
export function printAddress(ip: Ip, addr: AddrMessage, style: AddressStyle): void {
  const { print } = ip;
  const color = addr.family === AF_INET ? 'inet' : 'inet6';
  if (style.deleted) print.flag('deleted', 'Deleted ');
  if (!ip.options.brief) {
    if (style.withDevice) {
      print.any('index', '%u: ', addr.index);
      print.any('dev', '%s', style.nameOf?.(addr.index) ?? ip.deviceName(addr.index));
    }
    print.any('family', '    %s ', familyName(addr.family));
  }
  print.any('local', '%s', ip.host(addr.local), color);
  if (addr.address !== addr.local) {
    print.text(' peer ');
    print.any('address', '%s', ip.host(addr.address), color);
  }
  print.any('prefixlen', '/%d ', addr.prefixlen);
  if (addr.rtPriority !== undefined) print.any('metric', 'metric %u ', addr.rtPriority);
  if (ip.options.brief) return;
  if (addr.broadcast !== undefined) {
    print.text('brd ');
    print.any('broadcast', '%s ', ip.host(addr.broadcast), color);
  }
  print.any('scope', 'scope %s ', ip.names.name('rt_scopes', addr.scope));
  printAddressFlags(ip, addr.family, addr.flags);
  if (addr.label !== undefined) print.any('label', '%s', addr.label);
  printLifetimes(ip, addr);
  print.text('\n');
}

function printLifetimes(ip: Ip, addr: AddrMessage): void {
  ip.print.nl();
  ip.print.text('       valid_lft ');
  printLifetime(ip, 'valid_life_time', '%usec', addr.validLft);
  ip.print.text(' preferred_lft ');
  printLifetime(ip, 'preferred_life_time', (addr.flags & IFA_F.DEPRECATED) !== 0 ? '%dsec' : '%usec', addr.preferredLft);
}

function printLifetime(ip: Ip, key: string, format: string, seconds: number): void {
  if (seconds === INFINITY_LIFE_TIME && !ip.print.isJson) ip.print.text('forever');
  else ip.print.any(key, format, seconds);
}
