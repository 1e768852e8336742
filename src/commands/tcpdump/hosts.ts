import { parseAddress, type IpAddress } from '../../stack/address';
import { SysError } from '../../stack/errno';
import type { Process } from '../program';

/** hosts(5): an address and its names. */
export type HostsLine = readonly [IpAddress, readonly string[]];

/** Lines of a hosts file that hold an address. */
export function parseHosts(text: string): HostsLine[] {
  return text.split('\n').flatMap(line => {
    const [first = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    const address = parseAddress(first);
    return address === undefined || names.length === 0 ? [] : [[address, names] as const];
  });
}

/** The process's /etc/hosts; none if there is no such file. */
export function readHosts(process: Process): HostsLine[] {
  try {
    return parseHosts(new TextDecoder().decode(process.files.read('/etc/hosts')));
  } catch (error) {
    if (error instanceof SysError) return [];
    throw error;
  }
}
