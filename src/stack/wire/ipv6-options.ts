import { BAD_HEADER, concat, EMPTY, TRUNCATED, type Malformed, type Parsed } from './octets';

/** An option of a hop-by-hop or destination options header (RFC 8200 section 4.2). */
export interface Ipv6Option {
  readonly type: number;
  readonly data: Uint8Array;
}

/** A hop-by-hop or destination options header. Padding is left out when parsing and added when emitting. */
export interface Ipv6OptionsRepr {
  /** IPPROTO_* of what follows */
  readonly nextHeader: number;
  readonly options: readonly Ipv6Option[];
}

const PAD1 = 0;
const PADN = 1;

/** IPV6_TLV_ROUTERALERT (RFC 2711). */
export const IPV6_ROUTER_ALERT = 5;

/** The option that every MLD message carries: router alert, value 0. */
export const MLD_ROUTER_ALERT: Ipv6Option = { type: IPV6_ROUTER_ALERT, data: Uint8Array.of(0, 0) };

export function parseIpv6Options(octets: Uint8Array): Parsed<Ipv6OptionsRepr> {
  if (octets.length < 8) return TRUNCATED;
  const length = (octets[1]! + 1) * 8;
  if (octets.length < length) return TRUNCATED;
  const options = readOptions(octets.subarray(2, length));
  if (!Array.isArray(options)) return options;
  return { nextHeader: octets[0]!, options, payload: octets.subarray(length) };
}

function readOptions(octets: Uint8Array): Ipv6Option[] | Malformed {
  const options: Ipv6Option[] = [];
  for (let at = 0; at < octets.length;) {
    const type = octets[at]!;
    if (type === PAD1) {
      at++;
      continue;
    }
    const length = octets[at + 1];
    if (length === undefined || at + 2 + length > octets.length) return BAD_HEADER;
    if (type !== PADN) options.push({ type, data: octets.subarray(at + 2, at + 2 + length) });
    at += 2 + length;
  }
  return options;
}

export function emitIpv6Options(repr: Ipv6OptionsRepr, payload: Uint8Array): Uint8Array {
  const body = concat(...repr.options.map(({ type, data }) => concat(Uint8Array.of(type, data.length), data)));
  const padding = (8 - ((2 + body.length) % 8)) % 8;
  const header = Uint8Array.of(repr.nextHeader, (2 + body.length + padding) / 8 - 1);
  return concat(header, body, paddingOf(padding), payload);
}

function paddingOf(length: number): Uint8Array {
  if (length === 0) return EMPTY;
  const octets = new Uint8Array(length);
  if (length > 1) {
    octets[0] = PADN;
    octets[1] = length - 2;
  }
  return octets;
}
