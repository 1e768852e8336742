import type { Exchange } from './transcript';

/**
 * What real Linux itself doesn't repeat, replaced by names: random MACs and the addresses made from them (numbered in the
 * order in which they appear, so that two different ones never become equal), times measured and told, ICMP ids, pids.
 * Prefixes, flags, states, order and blanks stay.
 */
export class Normaliser {
  readonly #macs = new Map<string, string>();

  exchange({ cmd, stdout, stderr, rc }: Exchange): Exchange {
    return { cmd, stdout: this.text(stdout), stderr: this.text(stderr), rc };
  }

  text(text: string): string {
    let result = text.replace(/\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/gi, mac => this.#mac(mac));
    result = result.replace(/\bfe80::[0-9a-f:]+/g, address => this.#linkLocal(address));
    for (const [pattern, replacement] of UNREPEATABLE) result = result.replace(pattern, replacement);
    return result;
  }

  /** Only locally administered unicast addresses that the kernel made up: lab files and transcripts choose 02:… and fa:16:3e:… */
  #mac(mac: string): string {
    const octets = mac.toLowerCase().split(':').map(octet => parseInt(octet, 16));
    const first = octets[0]!;
    if ((first & 0x03) !== 0x02 || /^(02:00:00|fa:16:3e)/i.test(mac)) return mac;
    return this.#name(octets.map(octet => octet.toString(16).padStart(2, '0')).join(':'));
  }

  #name(mac: string): string {
    const known = this.#macs.get(mac);
    if (known) return known;
    const name = `MAC${this.#macs.size + 1}`;
    this.#macs.set(mac, name);
    return name;
  }

  #linkLocal(address: string): string {
    const groups = address.slice('fe80::'.length).split(':').map(group => parseInt(group, 16));
    if (groups.length !== 4) return address;
    const octets = groups.flatMap(group => [group >> 8, group & 0xff]);
    if (octets[3] !== 0xff || octets[4] !== 0xfe) return address;
    const mac = [octets[0]! ^ 2, octets[1]!, octets[2]!, octets[5]!, octets[6]!, octets[7]!].map(octet => octet.toString(16).padStart(2, '0')).join(':');
    const name = this.#mac(mac);
    return name === mac ? address : `fe80::EUI64(${name})`;
  }
}

/** Pattern and replacement, in order. Whole seconds of a ping's total time stay: `time 2047ms` is `time 2s and ms`. */
const UNREPEATABLE: readonly (readonly [RegExp, string])[] = [
  [/time=[\d.]+ ms/g, 'time=T ms'],
  [/\btime (?:(\d+)(?=\d{3}ms))?\d{1,3}ms$/gm, 'time $1s and ms'],
  [/^(rtt min\/avg\/max\/mdev = )[\d.]+\/[\d.]+\/[\d.]+\/[\d.]+ ms/gm, '$1T/T/T/T ms'],
  [/^(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{6} /gm, 'CLOCK '],
  [/(ICMP6?, echo (?:request|reply), id|ICMP echo (?:request|reply), id) \d+/g, '$1 ID'],
  [/^(\[\d+\]) \d+$/gm, '$1 PID'],
  [/\b\d+\.\d{3}( ?)ms/g, 'T$1ms'],
];
