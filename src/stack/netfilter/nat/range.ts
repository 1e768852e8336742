import type { IpAddress } from '../../address';
import type { Random } from '../../random';
import { IPPROTO_TCP, IPPROTO_UDP } from '../../wire';
import { isIcmp, type Tuple } from '../conntrack/tuple';
import type { Manip } from './mangle';

/** What an end of a connection may become (struct nf_nat_range2). */
export interface NatRange {
  /** undefined: the address stays */
  readonly addresses?: { readonly min: IpAddress; readonly max: IpAddress };
  readonly ports?: { readonly min: number; readonly max: number };
  /** any free port, in no order */
  readonly random?: boolean;
}

const PRIVILEGED = 1024;
const MAX_ATTEMPTS = 128;

/** Whether an end of a tuple lies in a range already (nf_in_range, l4proto_in_range). */
function fits(tuple: Tuple, range: NatRange, manip: Manip): boolean {
  const { addresses, ports } = range;
  const address = tuple[manip];
  const value = portOf(tuple, manip);
  return (!addresses || (address >= addresses.min && address <= addresses.max)) && (!ports || (value >= ports.min && value <= ports.max));
}

function portOf(tuple: Tuple, manip: Manip): number {
  return manip === 'source' || isIcmp(tuple.protocol) ? tuple.sport : tuple.dport;
}

/**
 * A tuple whose one end is in the range and that no other connection has (get_unique_tuple).
 * @param taken whether another connection's answers would look like this one's
 */
export function uniqueTuple(tuple: Tuple, range: NatRange, manip: Manip, taken: (tuple: Tuple) => boolean, random: Random): Tuple {
  if (manip === 'source' && !range.random && fits(tuple, range, manip) && !taken(tuple)) return tuple;
  const moved = range.addresses ? { ...tuple, [manip]: pickAddress(tuple, range.addresses) } : tuple;
  if (!range.random && (!range.ports ? !taken(moved) : fits(moved, range, manip) && (range.ports.min === range.ports.max || !taken(moved)))) return moved;
  return pickPort(moved, range, manip, taken, random);
}

/** One address of several, by the packet's ends, so that a host keeps its own (find_best_ips_proto). */
function pickAddress(tuple: Tuple, { min, max }: NonNullable<NatRange['addresses']>): IpAddress {
  if (min === max) return min;
  const hash = (Number(BigInt(tuple.source) % 0x7fffffffn) * 31 + Number(BigInt(tuple.destination) % 0x7fffffffn)) >>> 0;
  if (typeof min === 'number' && typeof max === 'number') return min + (hash % (max - min + 1));
  return BigInt(min) + (BigInt(hash) % (BigInt(max) - BigInt(min) + 1n));
}

/** nf_nat_l4proto_unique_tuple. */
function pickPort(tuple: Tuple, range: NatRange, manip: Manip, taken: (tuple: Tuple) => boolean, random: Random): Tuple {
  const icmp = isIcmp(tuple.protocol);
  if (!icmp && tuple.protocol !== IPPROTO_TCP && tuple.protocol !== IPPROTO_UDP) return tuple;
  if (!range.ports && manip === 'destination') return tuple;
  const { min, max } = range.ports ?? (icmp ? { min: 0, max: 0xffff } : freePorts(portOf(tuple, manip)));
  const size = max - min + 1;
  const start = random.between(0, size);
  const key = manip === 'source' || icmp ? 'sport' : 'dport';
  for (let i = 0; i < Math.min(size, MAX_ATTEMPTS); i++) {
    const candidate = { ...tuple, [key]: min + ((start + i) % size) };
    if (i === Math.min(size, MAX_ATTEMPTS) - 1 || !taken(candidate)) return candidate;
  }
  return tuple;
}

/** A source port stays in the class that it is in. */
function freePorts(port: number): { readonly min: number; readonly max: number } {
  if (port >= PRIVILEGED) return { min: PRIVILEGED, max: 0xffff };
  return port < 512 ? { min: 1, max: 511 } : { min: 600, max: 1023 };
}
