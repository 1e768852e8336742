import { formatAddress, MAC_BROADCAST, networkOf, type IpAddress } from '../../../stack/address';
import { FilterError, type Filter, type Id, type Qualifiers } from './ast';
import { both, either, linkType, load, OUT_OF_BOUNDS, type LinkLayer, type Test } from './frame';
import { numberOf } from './lexer';
import { relationTest } from './relation';
import { etherHost, ip6Host, ip6Protocol, ipHost, ipProtocol, portTest, protocolTest } from './tests';

/** Where a filter's names come from. */
export interface FilterNames {
  /** addresses of a host; empty if it is unknown */
  addresses(name: string): readonly IpAddress[];
  /** port of a service, for each transport that has it */
  port(name: string, protocol: 'tcp' | 'udp'): number | undefined;
  /** IPPROTO_* */
  ipProtocol(name: string): number | undefined;
}

const TRANSPORTS = { tcp: 6, udp: 17, sctp: 132 } as const;
const ETHER_PROTOCOLS: Readonly<Record<string, number>> = {
  aarp: 0x80f3, arp: 0x0806, atalk: 0x809b, decnet: 0x6003, ip: 0x0800, ip6: 0x86dd, lat: 0x6004, loopback: 0x9000, mopdl: 0x6001, moprc: 0x6002,
  rarp: 0x8035, sca: 0x6007, iso: 0xfe, stp: 0x42, ipx: 0xe0, netbeui: 0xf0,
};
const ONLY_ETHERNET = 'ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel';

/**
 * Makes a test of packets from a filter, as libpcap's gencode.c makes BPF code.
 * @throws {FilterError}
 */
export function compileFilter(filter: Filter, type: LinkLayer['type'], live: boolean, names: FilterNames): Test {
  const link: LinkLayer = type === 'EN10MB'
    ? { type, live, typeOffset: 12, payload: 14, vlanDepth: 0 }
    : { type, live, typeOffset: 0, payload: 20, vlanDepth: 0 };
  const test = new Compiler(link, names).compile(filter);
  return frame => {
    try {
      return test(frame);
    } catch (error) {
      if (error === OUT_OF_BOUNDS) return false;
      throw error;
    }
  };
}

class Compiler {
  constructor(readonly link: LinkLayer, readonly names: FilterNames) {}

  compile(filter: Filter): Test {
    const { link } = this;
    switch (filter.type) {
      case 'and': return both(this.compile(filter.left), this.compile(filter.right));
      case 'or': return either(this.compile(filter.left), this.compile(filter.right));
      case 'not': {
        const operand = this.compile(filter.operand);
        return frame => !operand(frame);
      }
      case 'protocol': return protocolTest(link, filter.protocol);
      case 'relation': return relationTest(link, filter);
      case 'broadcast': return this.#broadcast(filter.protocol);
      case 'multicast': return this.#multicast(filter.protocol);
      case 'less': return frame => frame.length <= filter.length;
      case 'greater': return frame => frame.length >= filter.length;
      case 'inbound': return this.#outbound(false);
      case 'outbound': return this.#outbound(true);
      case 'ifindex': return this.#ifindex(filter.ifindex);
      case 'vlan': return this.#vlan(filter.id);
      case 'id': {
        if (!filter.qualifiers) throw new FilterError('syntax error in filter expression');
        return this.#id(filter.qualifiers, filter.id);
      }
    }
  }

  #broadcast(protocol: string | undefined): Test {
    const { payload, type } = this.link;
    if (protocol === undefined || protocol === 'link') {
      if (type !== 'EN10MB') throw new FilterError('not a broadcast link');
      return etherHost(MAC_BROADCAST, 'dst');
    }
    if (protocol !== 'ip') throw new FilterError('only link-layer/IP broadcast filters supported');
    // tcpdump hands libpcap the netmask 0.0.0.0
    return both(linkType(this.link, 0x0800), frame => [0, 0xffffffff].includes(load(frame, payload + 16, 4)));
  }

  #multicast(protocol: string | undefined): Test {
    const unsupported = `link-layer multicast filters supported only on ${ONLY_ETHERNET.replace('802.11', 'ARCNET/802.11')}`;
    const { payload, type } = this.link;
    if (protocol === undefined || protocol === 'link') {
      if (type !== 'EN10MB') throw new FilterError(unsupported);
      return frame => (load(frame, 0, 1) & 1) !== 0;
    }
    if (protocol === 'ip') return both(linkType(this.link, 0x0800), frame => load(frame, payload + 16, 1) >= 224);
    if (protocol === 'ip6') return both(linkType(this.link, 0x86dd), frame => load(frame, payload + 24, 1) === 255);
    throw new FilterError(unsupported);
  }

  #outbound(wanted: boolean): Test {
    if (this.link.type === 'LINUX_SLL2') return frame => (load(frame, 10, 1) === 4) === wanted;
    if (!this.link.live) throw new FilterError('inbound/outbound not supported on Ethernet when reading savefiles');
    return frame => (frame.outgoing === true) === wanted;
  }

  #ifindex(ifindex: number): Test {
    if (this.link.type === 'LINUX_SLL2') return frame => load(frame, 4, 4) === ifindex;
    if (!this.link.live) throw new FilterError('ifindex not supported on Ethernet when reading savefiles');
    return frame => frame.ifindex === ifindex;
  }

  /** Shifts the offsets of all that is compiled after it. */
  #vlan(id: number | undefined): Test {
    const { link } = this;
    if (id !== undefined && id > 4095) throw new FilterError(`VLAN tag ${id} greater than maximum 4095`);
    if (link.type !== 'EN10MB') throw new FilterError('no VLAN support for Linux cooked v2');
    const beside = link.live && link.vlanDepth++ === 0;
    if (beside) return frame => frame.tag !== undefined && (id === undefined || (frame.tag & 0xfff) === id);
    const tagged = [0x8100, 0x88a8, 0x9100].map(type => linkType(link, type)).reduce(either);
    const { payload } = link;
    link.typeOffset += 4;
    link.payload += 4;
    return id === undefined ? tagged : both(tagged, frame => (load(frame, payload, 2) & 0xfff) === id);
  }

  #id(qualifiers: Qualifiers, id: Id): Test {
    switch (id.type) {
      case 'name': return this.#name(qualifiers, id.name);
      case 'number': return this.#number(qualifiers, id.value);
      case 'ipv4': return this.#ipv4(qualifiers, id);
      case 'ipv6': return this.#ipv6(qualifiers, id);
      case 'mac': return this.#mac(qualifiers, id.address);
    }
  }

  #mac({ kind, protocol, direction }: Qualifiers, address: string): Test {
    if ((kind !== undefined && kind !== 'host') || protocol !== 'link') throw new FilterError('ethernet address used in non-ether expression');
    if (this.link.type !== 'EN10MB') throw new FilterError(`ethernet addresses supported only on ${ONLY_ETHERNET}`);
    return etherHost(address, direction);
  }

  #ipv6({ kind, protocol, direction }: Qualifiers, { address, length }: Extract<Id, { type: 'ipv6' }>): Test {
    const bits = length ?? 128;
    if (bits > 128) throw new FilterError('mask length must be <= 128');
    if (networkOf(address, bits) !== address) throw new FilterError(`non-network bits set in "${formatAddress(address)}/${bits}"`);
    if ((kind === undefined || kind === 'host') && bits !== 128) throw new FilterError('Mask syntax for networks only');
    if (kind !== undefined && kind !== 'host' && kind !== 'net') throw new FilterError('invalid qualifier against IPv6 address');
    return ip6Host(this.link, address as bigint, bits, protocol, direction, kind === 'net' ? 'net' : 'host');
  }

  #ipv4(qualifiers: Qualifiers, { text, mask }: Extract<Id, { type: 'ipv4' }>): Test {
    const { kind, protocol, direction } = qualifiers;
    const net = quad(text);
    if (mask === undefined) {
      if (kind === 'port' || kind === 'portrange' || kind === 'proto') throw new FilterError(`'${kind}' modifier applied to ip host`);
      if (kind === 'gateway') throw new FilterError('\'gateway\' requires a name');
      if (protocol === 'link') throw new FilterError('illegal link layer address');
      return ipHost(this.link, net.address, maskOf(net.bits), protocol, direction, kind === 'net' ? 'net' : 'host');
    }
    if (typeof mask === 'number' && mask > 32) throw new FilterError('mask length must be <= 32');
    const bits = typeof mask === 'number' ? maskOf(mask) : quad(mask).address;
    if ((net.address & ~bits) !== 0) {
      throw new FilterError(`non-network bits set in "${text}${typeof mask === 'number' ? `/${mask}` : ` mask ${mask}`}"`);
    }
    if (kind !== 'net') throw new FilterError('Mask syntax for networks only');
    return ipHost(this.link, net.address, bits, protocol, direction, 'net');
  }

  #number(qualifiers: Qualifiers, value: number): Test {
    const { kind, protocol, direction } = qualifiers;
    switch (kind) {
      case 'port':
      case 'portrange':
        if (value > 65535) throw new FilterError(`illegal port number ${value} > 65535`);
        return portTest(this.link, value, value, transports(qualifiers), direction);
      case 'proto': return this.#proto(qualifiers, value);
      case 'gateway': throw new FilterError('\'gateway\' requires a name');
      default: {
        if (protocol === 'link') throw new FilterError('illegal link layer address');
        if (kind !== 'net') return ipHost(this.link, value, 0xffffffff, protocol, direction, 'host');
        const { address, mask } = promoted(value);
        return ipHost(this.link, address, mask, protocol, direction, 'net');
      }
    }
  }

  #name(qualifiers: Qualifiers, name: string): Test {
    const { kind, protocol } = qualifiers;
    switch (kind) {
      case 'net': throw new FilterError(`unknown network '${name}'`);
      case 'port': return this.#port(qualifiers, name, 'port', name, name);
      case 'portrange': {
        const [low, high = low] = name.split(/-(.*)/);
        return this.#port(qualifiers, name, 'port in range', low!, high!);
      }
      case 'proto': {
        const number = protocol === 'link' ? ETHER_PROTOCOLS[name] : this.names.ipProtocol(name);
        if (number === undefined) throw new FilterError(`unknown ${protocol === 'link' ? 'ether' : 'ip'} proto '${name}'`);
        return this.#proto(qualifiers, number);
      }
      case 'gateway': throw new FilterError('\'gateway\' not supported in this configuration');
      default: return this.#host(qualifiers, name);
    }
  }

  #host({ protocol, direction }: Qualifiers, name: string): Test {
    if (protocol === 'link') {
      throw new FilterError(this.link.type === 'EN10MB' ? `unknown ether host '${name}'` : `only ${ONLY_ETHERNET} supports link-level host name`);
    }
    const addresses = this.names.addresses(name);
    if (addresses.length === 0) throw new FilterError(`unknown host '${name}'`);
    const usable = addresses.filter(address => protocol !== (typeof address === 'number' ? 'ip6' : 'ip'));
    if (usable.length === 0) throw new FilterError(`unknown host '${name}' for specified address family`);
    return usable.map(address => (typeof address === 'number'
      ? ipHost(this.link, address, 0xffffffff, protocol, direction, 'host')
      : ip6Host(this.link, address, 128, protocol, direction, 'host'))).reduce(either);
  }

  #port(qualifiers: Qualifiers, name: string, what: string, low: string, high: string): Test {
    const allowed = transports(qualifiers);
    const [from, to] = [this.#service(low), this.#service(high)];
    if (!from || !to) throw new FilterError(`unknown ${what} '${name}'`);
    for (const { port } of [from, to]) if (port > 65535) throw new FilterError(`illegal port number ${port} > 65535`);
    const only = from.protocol ?? to.protocol;
    if (only && qualifiers.protocol && qualifiers.protocol !== only) throw new FilterError(`${what} '${name}' is ${only}`);
    const protocols = only ? [TRANSPORTS[only]] : allowed;
    return portTest(this.link, Math.min(from.port, to.port), Math.max(from.port, to.port), protocols, qualifiers.direction);
  }

  /** A port by name or number, and the transport if only one has it. */
  #service(name: string): { readonly port: number; readonly protocol?: 'tcp' | 'udp' } | undefined {
    if (/^\d+$/.test(name)) return { port: Number(name) };
    const [tcp, udp] = [this.names.port(name, 'tcp'), this.names.port(name, 'udp')];
    if (tcp !== undefined) return tcp === udp ? { port: tcp } : { port: tcp, protocol: 'tcp' };
    return udp === undefined ? undefined : { port: udp, protocol: 'udp' };
  }

  #proto({ protocol, direction }: Qualifiers, number: number): Test {
    if (direction) throw new FilterError('direction applied to \'proto\'');
    switch (protocol) {
      case undefined: return either(ipProtocol(this.link, number), ip6Protocol(this.link, number));
      case 'link': return linkType(this.link, number);
      case 'ip': return ipProtocol(this.link, number);
      case 'ip6': return ip6Protocol(this.link, number);
      case 'arp':
      case 'rarp': throw new FilterError(`${protocol} does not encapsulate another protocol`);
      default: throw new FilterError(`'${protocol} proto' is bogus`);
    }
  }
}

function transports({ protocol, kind }: Qualifiers): readonly number[] {
  if (protocol === undefined) return [TRANSPORTS.tcp, TRANSPORTS.udp, TRANSPORTS.sctp];
  if (protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp') return [TRANSPORTS[protocol]];
  throw new FilterError(`illegal qualifier of '${kind}'`);
}

function maskOf(bits: number): number {
  return bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
}

/** `10.1`: the parts from the left, and the bits that they make up. */
function quad(text: string): { readonly address: number; readonly bits: number } {
  const parts = text.split('.').map(numberOf);
  if (parts.some(part => part > 255)) throw new FilterError(`invalid IPv4 address '${text}'`);
  const value = parts.reduce((sum, part) => sum * 256 + part, 0);
  return { address: value * 256 ** (4 - parts.length), bits: 8 * parts.length };
}

/** `net 10`: moved to the left until its first octet isn't 0. */
function promoted(value: number): { readonly address: number; readonly mask: number } {
  let mask = 0xffffffff;
  while (value !== 0 && value < 0x1000000) {
    value *= 256;
    mask = (mask << 8) >>> 0;
  }
  return { address: value, mask };
}
