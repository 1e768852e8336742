import { formatAddress, formatMac, parseIpv6 } from '../stack/address';

/** A MAC address in text, and not a stretch of an IPv6 address. */
const MAC = /(?<![0-9a-f:.])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![0-9a-f]|:[0-9a-f])/gi;
/** A bridge id: its priority, and a MAC whose octets have no leading zeros. */
const BRIDGE_ID = /\b([0-9a-f]{4})\.([0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5})(?![0-9a-f:])/gi;
const IPV6 = /(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])/gi;
/** An IPv6 address as /proc/net has it. */
const PROC_IPV6 = /\b[0-9a-f]{32}\b/g;
/** The groups that each node joins for its addresses' last 24 bits (RFC 4291 section 2.7.1), and their frames' destination. */
const SOLICITED = /\bff02::1:ff([0-9a-f]{2}):([0-9a-f]{1,4})(?![\w:])/g;
const SOLICITED_MAC = /\b33:33:ff:([0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]{2})(?![0-9a-f:])/g;

const LOCAL_UNICAST = 0x02;

/**
 * Names for the MAC addresses that Linux drew at random, and for what it makes from them: EUI-64 addresses, bridge ids,
 * solicited-node groups. Names are numbered as the addresses appear, so two that differ never become equal. A MAC that
 * someone chose keeps its text.
 */
export class Macs {
  readonly #names = new Map<string, string>();
  /** Names by the last three octets. */
  readonly #suffixes = new Map<string, string>();
  readonly #chosen: ReadonlySet<string>;

  /** @param chosen text with the addresses that weren't drawn: the command lines, the lab file */
  constructor(chosen: string) {
    this.#chosen = new Set((chosen.match(MAC) ?? []).map(mac => mac.toLowerCase()));
  }

  /** Gives names to the addresses in a text, for groups that are shown before the address that they derive from. */
  learn(text: string): void {
    this.replace(text);
  }

  replace(text: string): string {
    return text
      .replace(BRIDGE_ID, (id, priority: string, octets: string) => {
        const name = this.#nameOf(octets.split(':').map(octet => octet.padStart(2, '0')).join(':'));
        return name === undefined ? id : `${priority}.${name}`;
      })
      .replace(MAC, mac => (mac === mac.toLowerCase() ? this.#nameOf(mac) : undefined) ?? mac)
      .replace(IPV6, address => this.#interfaceId(address))
      .replace(PROC_IPV6, hex => this.#procInterfaceId(hex))
      .replace(SOLICITED, (group, first: string, last: string) => this.#group(group, 'ff02::1:ff', first + last.padStart(4, '0')))
      .replace(SOLICITED_MAC, (mac, suffix: string) => this.#group(mac, '33:33:ff:', suffix.replaceAll(':', '')));
  }

  /** Linux draws locally administered unicast addresses. Scripts build theirs from 02:00:00. */
  #nameOf(mac: string): string | undefined {
    if ((parseInt(mac.slice(0, 2), 16) & 0x03) !== LOCAL_UNICAST || mac.startsWith('02:00:00') || this.#chosen.has(mac)) return undefined;
    const known = this.#names.get(mac);
    if (known !== undefined) return known;
    const name = `MAC${this.#names.size + 1}`;
    this.#names.set(mac, name);
    const suffix = mac.slice(9).replaceAll(':', '');
    if (!this.#suffixes.has(suffix)) this.#suffixes.set(suffix, name);
    return name;
  }

  /** An address whose interface id is a MAC's modified EUI-64 (RFC 4291, appendix A), in the one text that Linux gives it. */
  #interfaceId(text: string): string {
    const address = parseIpv6(text);
    if (address === undefined || formatAddress(address) !== text) return text;
    const name = this.#eui64(address);
    return name === undefined ? text : `${formatAddress(address & ~0xffff_ffff_ffff_ffffn)}EUI64(${name})`;
  }

  #procInterfaceId(hex: string): string {
    const name = this.#eui64(BigInt(`0x${hex}`));
    return name === undefined ? hex : `${hex.slice(0, 16)}EUI64(${name})`;
  }

  #eui64(address: bigint): string | undefined {
    const id = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(56 - 8 * i)) & 0xffn));
    if (id[3] !== 0xff || id[4] !== 0xfe) return undefined;
    return this.#nameOf(formatMac(Uint8Array.of(id[0]! ^ 0x02, id[1]!, id[2]!, id[5]!, id[6]!, id[7]!)));
  }

  #group(text: string, prefix: string, suffix: string): string {
    const name = this.#suffixes.get(suffix);
    return name === undefined ? text : `${prefix}(${name})`;
  }
}
