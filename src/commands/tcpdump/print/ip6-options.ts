import type { Dissector } from './dissector';

const PAD1 = 0;
const PADN = 1;
const ROUTER_ALERT = 5;

/** A hop-by-hop options header. @returns its octets; undefined if it can't be read */
export function printHopByHop(nd: Dissector, at: number): number | undefined {
  return printOptionsHeader(nd, at, 'hbhopt', 'HBH ', true);
}

/** A destination options header. @returns its octets; undefined if it can't be read */
export function printDestinationOptions(nd: Dissector, at: number): number | undefined {
  return printOptionsHeader(nd, at, 'dstopt', 'DSTOPT ', nd.options.v > 0);
}

function printOptionsHeader(nd: Dissector, at: number, protocol: string, title: string, read: boolean): number | undefined {
  nd.protocol = protocol;
  const length = (nd.u8(at + 1) + 1) * 8;
  if (!nd.has(at, length)) {
    nd.truncated();
    return undefined;
  }
  nd.put(title);
  if (read && !printOptions(nd, at + 2, length - 2)) {
    nd.truncated();
    return undefined;
  }
  return length;
}

function printOptions(nd: Dissector, at: number, length: number): boolean {
  const say = (text: string) => {
    if (nd.options.v) nd.put(text);
  };
  for (let i = 0; i < length;) {
    const type = nd.u8(at + i);
    if (type !== PAD1 && i + 1 >= length) return false;
    const optionLength = type === PAD1 ? 1 : nd.u8(at + i + 1) + 2;
    if (i + optionLength > length) return false;
    if (type === PAD1) say('(pad1)');
    else if (type === PADN) say('(padn)');
    else if (type === ROUTER_ALERT) {
      if (optionLength !== 4) {
        nd.put(`(rtalert: invalid len ${optionLength - 2})`);
        return false;
      }
      say(`(rtalert: 0x${nd.hex(at + i + 2, 2)}) `);
    } else say(`(opt_type 0x${nd.hex(at + i, 1)}: len=${optionLength - 2})`);
    i += optionLength;
  }
  say(' ');
  return true;
}
