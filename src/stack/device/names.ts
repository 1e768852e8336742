import { RtnetlinkError } from '../rtnetlink';
import type { DeviceTable } from './table';

/** Octets that a name and its terminating zero may have. */
export const IFNAMSIZ = 16;
/** The same for an alternative name. */
export const ALTIFNAMSIZ = 128;

/** dev_valid_name. */
export function isValidName(name: string): boolean {
  return name !== '' && name.length < IFNAMSIZ && name !== '.' && name !== '..' && !/[/:\s]/.test(name);
}

/**
 * The name that a device gets for the one asked for (dev_get_valid_name): `veth%d` becomes the first that is free.
 * @throws {RtnetlinkError} EINVAL for a name that can't be, EEXIST for one that is in use
 */
export function chooseName(devices: DeviceTable, wanted: string): string {
  if (!isValidName(wanted)) throw new RtnetlinkError('EINVAL');
  if (wanted.includes('%')) return numberName(devices, wanted);
  if (devices.byName(wanted)) throw new RtnetlinkError('EEXIST');
  return wanted;
}

function numberName(devices: DeviceTable, pattern: string): string {
  const percent = pattern.indexOf('%');
  if (pattern[percent + 1] !== 'd' || pattern.includes('%', percent + 2)) throw new RtnetlinkError('EINVAL');
  for (let i = 0; ; i++) {
    const name = pattern.replace('%d', String(i));
    if (!devices.byName(name)) return name;
  }
}
