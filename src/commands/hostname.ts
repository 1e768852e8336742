import { AF_INET, formatAddress } from '../stack/address';
import { IFA_F } from '../stack/rtnetlink';
import { getaddrinfo } from './libc/resolver';
import type { Process, Program } from './program';

const SHOWS: Readonly<Record<string, (process: Process) => string | undefined>> = {
  '-s': process => process.host.hostname.split('.')[0]!,
  '--short': process => process.host.hostname.split('.')[0]!,
  '-f': fullName,
  '--fqdn': fullName,
  '--long': fullName,
  '-I': allAddresses,
  '--all-ip-addresses': allAddresses,
};

/** hostname(1) */
export const hostname: Program = async (process, argv) => {
  const [option, ...rest] = argv.slice(1);
  if (option === undefined) {
    await process.stdout.write(`${process.host.hostname}\n`);
    return 0;
  }
  const show = SHOWS[option];
  if (show && rest.length === 0) {
    const shown = show(process);
    if (shown === undefined) await process.stderr.write('hostname: Name or service not known\n');
    else await process.stdout.write(`${shown}\n`);
    return shown === undefined ? 1 : 0;
  }
  if (option.startsWith('-')) {
    await process.stderr.write(`hostname: vethlab doesn't support ${argv.slice(1).join(' ')}\n`);
    return 1;
  }
  if (process.uid !== 0) {
    await process.stderr.write('hostname: you must be root to change the host name\n');
    return 1;
  }
  process.host.hostname = option;
  return 0;
};

/** The name that /etc/hosts puts first for this host's own; undefined where it doesn't know that. */
function fullName(process: Process): string | undefined {
  return getaddrinfo(process, process.host.hostname)[0]?.canonname;
}

/** Every address but loopback's and link-local ones, IPv4 first, a blank after each. */
function allAddresses(process: Process): string {
  const addresses = process.netns.rtnetlink.dump('RTM_GETADDR').filter(({ scope, flags }) => scope === 0 && !(flags & IFA_F.TENTATIVE));
  addresses.sort((a, b) => Number(a.family !== AF_INET) - Number(b.family !== AF_INET));
  return addresses.map(({ local }) => `${formatAddress(local)} `).join('');
}
