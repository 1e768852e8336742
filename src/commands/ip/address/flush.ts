import { AF_PACKET, IFA_F, RtnetlinkError } from '../../../stack';
import { kernelError, type Ip } from '../context';
import { Failed } from '../failure';
import { acceptsAddress } from './filter';
import { printAddress } from './print';
import { addressDumpFilter, filterIndex, readFilter } from './show';

/** `ip address flush`: asks for the deletion of what the filter accepts, round after round, until nothing is left. */
export function flushAddresses(ip: Ip, args: readonly string[]): number {
  if (args.length === 0) ip.fail('Flush requires arguments.');
  if (ip.family === AF_PACKET) ip.fail('Cannot flush link addresses.');
  const filter = readFilter(ip, args);
  const index = filterIndex(ip, filter);
  const { loops, stats } = ip.options;
  // A flush of primaries is one round: another would take the secondaries that became primaries.
  const onlyPrimaries = (filter.flagMask & ~filter.flags & IFA_F.SECONDARY) !== 0;
  for (let round = 0; loops === 0 || round < loops; round++) {
    const found = ip.dump('RTM_GETADDR', addressDumpFilter(filter, index), 1)
      .filter(addr => (index === 0 || addr.index === index) && acceptsAddress(filter, addr, ip));
    if (found.length === 0 || (onlyPrimaries && round === 1)) {
      if (stats > 0) ip.out(round === 0 ? 'Nothing to flush.\n' : `*** Flush is complete after ${round} round${round > 1 ? 's' : ''} ***\n`);
      return 0;
    }
    for (const addr of found) {
      if (stats > 1) printAddress(ip, addr, { withDevice: true });
      deleteAddress(ip, addr);
    }
    if (stats > 0) ip.out(`\n*** Round ${round + 1}, deleting ${found.length} addresses ***\n`);
  }
  throw new Failed(`*** Flush remains incomplete after ${loops} rounds. ***\n`, 255);
}

/** The kernel may have deleted it along with its primary. */
function deleteAddress(ip: Ip, { family, index, prefixlen, local, address, label }: Parameters<typeof printAddress>[1]): void {
  try {
    ip.netns.rtnetlink.request({ type: 'RTM_DELADDR', family, index, prefixlen, local, address, label });
  } catch (error) {
    if (!(error instanceof RtnetlinkError)) throw error;
    if (error.errno !== 'EADDRNOTAVAIL') throw new Failed(`${kernelError(error)}Failed to send flush request: ${error.message}\n`, 255);
  }
}
