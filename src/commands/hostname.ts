import { AF_INET, formatAddress } from '../stack/address';
import { IFA_F } from '../stack/rtnetlink';
import type { Process, Program } from './program';

const SHOWS: Readonly<Record<string, (process: Process) => string>> = {
  '-s': process => process.host.hostname.split('.')[0]!,
  '--short': process => process.host.hostname.split('.')[0]!,
  '-f': process => process.host.hostname,
  '--fqdn': process => process.host.hostname,
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
    await process.stdout.write(`${show(process)}\n`);
    return 0;
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

/** Every address but loopback's and link-local ones, IPv4 first, a blank after each. */
function allAddresses(process: Process): string {
  const addresses = process.netns.rtnetlink.dump('RTM_GETADDR').filter(({ scope, flags }) => scope === 0 && !(flags & IFA_F.TENTATIVE));
  addresses.sort((a, b) => Number(a.family !== AF_INET) - Number(b.family !== AF_INET));
  return addresses.map(({ local }) => `${formatAddress(local)} `).join('');
}
