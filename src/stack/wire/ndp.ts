import { addressOctets, addressOf, formatMac, macOctets, type LinkAddress } from '../address';
import { BAD_HEADER, concat, padTo, put32, u32, type Malformed } from './octets';

/** ND_OPT_* of net/ndisc.h. */
export const ND_OPT_SOURCE_LL_ADDR = 1;
export const ND_OPT_TARGET_LL_ADDR = 2;
export const ND_OPT_PREFIX_INFO = 3;
export const ND_OPT_REDIRECT_HDR = 4;
export const ND_OPT_MTU = 5;
export const ND_OPT_NONCE = 14;

/** An option of a neighbour discovery message (RFC 4861 section 4.6; the nonce: RFC 3971). */
export type NdpOption =
  | { readonly kind: 'source-link-address' | 'target-link-address'; readonly address: LinkAddress }
  | {
    readonly kind: 'prefix-information'; readonly prefix: bigint; readonly length: number; readonly onLink: boolean; readonly autonomous: boolean;
    /** seconds; 0xffffffff is forever */
    readonly validLifetime: number; readonly preferredLifetime: number;
  }
  | { readonly kind: 'redirected-header'; readonly packet: Uint8Array }
  | { readonly kind: 'mtu'; readonly mtu: number }
  | { readonly kind: 'nonce'; readonly nonce: Uint8Array }
  /** `data` is all after the type and length octets */
  | { readonly kind: 'other'; readonly type: number; readonly data: Uint8Array };

export function parseNdpOptions(octets: Uint8Array): NdpOption[] | Malformed {
  const options: NdpOption[] = [];
  for (let at = 0; at < octets.length;) {
    const length = (octets[at + 1] ?? 0) * 8;
    if (length === 0 || at + length > octets.length) return BAD_HEADER;
    options.push(readOption(octets[at]!, octets.subarray(at + 2, at + length)));
    at += length;
  }
  return options;
}

function readOption(type: number, data: Uint8Array): NdpOption {
  if (type === ND_OPT_SOURCE_LL_ADDR && data.length === 6) return { kind: 'source-link-address', address: formatMac(data) };
  if (type === ND_OPT_TARGET_LL_ADDR && data.length === 6) return { kind: 'target-link-address', address: formatMac(data) };
  if (type === ND_OPT_PREFIX_INFO && data.length === 30) {
    return {
      kind: 'prefix-information', prefix: addressOf(data.subarray(14, 30)) as bigint, length: data[0]!,
      onLink: (data[1]! & 0x80) !== 0, autonomous: (data[1]! & 0x40) !== 0, validLifetime: u32(data, 2), preferredLifetime: u32(data, 6),
    };
  }
  if (type === ND_OPT_REDIRECT_HDR) return { kind: 'redirected-header', packet: data.subarray(6) };
  if (type === ND_OPT_MTU && data.length === 6) return { kind: 'mtu', mtu: u32(data, 2) };
  if (type === ND_OPT_NONCE) return { kind: 'nonce', nonce: data };
  return { kind: 'other', type, data };
}

/** Options one after the other, each padded with zeros to a multiple of 8 octets. */
export function emitNdpOptions(options: readonly NdpOption[]): Uint8Array {
  return concat(...options.map(emitOption));
}

function emitOption(option: NdpOption): Uint8Array {
  switch (option.kind) {
    case 'source-link-address': return framed(ND_OPT_SOURCE_LL_ADDR, macOctets(option.address));
    case 'target-link-address': return framed(ND_OPT_TARGET_LL_ADDR, macOctets(option.address));
    case 'prefix-information': return framed(ND_OPT_PREFIX_INFO, prefixData(option));
    case 'redirected-header': return framed(ND_OPT_REDIRECT_HDR, concat(new Uint8Array(6), option.packet));
    case 'mtu': {
      const data = new Uint8Array(6);
      put32(data, 2, option.mtu);
      return framed(ND_OPT_MTU, data);
    }
    case 'nonce': return framed(ND_OPT_NONCE, option.nonce);
    case 'other': return framed(option.type, option.data);
  }
}

function prefixData(option: Extract<NdpOption, { kind: 'prefix-information' }>): Uint8Array {
  const data = new Uint8Array(30);
  data[0] = option.length;
  data[1] = (option.onLink ? 0x80 : 0) | (option.autonomous ? 0x40 : 0);
  put32(data, 2, option.validLifetime);
  put32(data, 6, option.preferredLifetime);
  data.set(addressOctets(option.prefix), 14);
  return data;
}

function framed(type: number, data: Uint8Array): Uint8Array {
  const octets = padTo(concat(Uint8Array.of(type, 0), data), 8);
  octets[1] = octets.length / 8;
  return octets;
}
