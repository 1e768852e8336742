import { addressOctets, formatMac, isMulticast, type LinkAddress } from '../../address';
import { inetOf } from '../../inet/inet';
import { routeOutput } from '../../inet/output-route';
import type { Netns } from '../../netns';
import { IFF, RtnetlinkError } from '../../rtnetlink';
import type { Skb } from '../../skb';
import { GRE_FLAG, type TunnelParms } from '../../tunnels';
import { IPPROTO_GRE, IPV4_HEADER, greHeaderLength } from '../../wire';
import { ARPHRD, NetDevice } from '../device';
import { ETH_HLEN } from '../ethernet';
import { announceChange } from '../linkwatch';
import type { TunnelSpec } from './spec';
import { tunnelsOf } from './table';
import { sendThrough } from './transmit';

const ETH_DATA_LEN = 1500;
const IP_MAX_MTU = 65535;
const MIN_MTU = 68;
const ERSPAN_OVERHEAD = 12;

export function linkAddressOf(address: number): LinkAddress {
  return formatMac(addressOctets(address));
}

/** A tunnel over IPv4 (net/ipv4/ip_tunnel.c, sit.c): IP packets or Ethernet frames in IPv4 packets of their own. */
export class IpTunnel extends NetDevice {
  readonly kind: TunnelSpec['kind'];
  /** The namespace that it was made in, and sends and receives in wherever it is moved. */
  home: Netns;
  /** IFLA_GRE_IGNORE_DF: the inner packet's DF doesn't count */
  ignoreDf = false;
  /** next sequence number to send, and the least to accept */
  sequenceOut = 0;
  sequenceIn = 0;

  constructor(netns: Netns, ifname: string, readonly spec: TunnelSpec, public parms: TunnelParms, home: Netns, readonly isFallback: boolean) {
    const ethernet = spec.type === ARPHRD.ETHER;
    super(netns, {
      ifname, type: spec.type, flags: ethernet ? IFF.BROADCAST | IFF.MULTICAST : IFF.NOARP, mtu: ethernet || spec.leastMtu === 1280 ? ETH_DATA_LEN : 0,
      minMtu: spec.minMtu, maxMtu: spec.maxMtu, noQueue: !ethernet, netnsLocal: isFallback,
    });
    this.kind = spec.kind;
    this.home = home;
    this.takeAddresses();
  }

  /** Of the kinds without Ethernet, the tunnel's ends are the link-layer addresses. */
  takeAddresses(): void {
    if (this.isEthernet) return;
    this.address = linkAddressOf(this.parms.local);
    this.broadcast = linkAddressOf(this.parms.remote);
  }

  get isEthernet(): boolean {
    return this.type === ARPHRD.ETHER;
  }

  override get headerLength(): number {
    return this.isEthernet ? ETH_HLEN : 0;
  }

  override get filters(): boolean {
    return this.isEthernet;
  }

  override get link(): NetDevice | null {
    return this.home.devices.byIndex(this.parms.link) ?? null;
  }

  override get linkNetns(): Netns {
    return this.home;
  }

  /** Octets of the GRE header; 0 without one. */
  get greLength(): number {
    if (this.parms.protocol !== IPPROTO_GRE) return 0;
    const { oflags } = this.parms;
    return greHeaderLength({ checksum: (oflags & GRE_FLAG.CSUM) !== 0, ...(oflags & GRE_FLAG.KEY && { key: 0 }), ...(oflags & GRE_FLAG.SEQ && { sequence: 0 }) });
  }

  /** Octets that the tunnel puts before a packet. */
  get overhead(): number {
    const erspan = this.kind === 'erspan' ? ERSPAN_OVERHEAD : 0;
    return IPV4_HEADER + this.greLength + erspan + this.headerLength;
  }

  override infoData(): Readonly<Record<string, unknown>> {
    const { local, remote, ttl, tos, df, link, protocol, iflags, oflags, ikey, okey } = this.parms;
    const shared = { ttl, tos, pmtudisc: df, link, ...(local && { local }), ...(remote && { remote }) };
    if (protocol !== IPPROTO_GRE) return { ...shared, proto: protocol };
    const erspan = this.kind === 'erspan' ? { erspanIndex: 0, erspanVer: 1, oflags: oflags | GRE_FLAG.KEY } : {};
    return { ...shared, iflags, oflags, ikey, okey, ignoreDf: this.ignoreDf, ...erspan };
  }

  /** ip_tunnel_bind_dev: whether it has one other end, and the MTU that the way there leaves, in octets. */
  bind(): number {
    const { remote, local, link, tos } = this.parms;
    let lower: NetDevice | undefined;
    if (remote) {
      const answer = routeOutput(inetOf(this.home), { daddr: remote, saddr: local, oif: link, tos: tos & 0x1e, ipproto: this.parms.protocol });
      if (answer.error === undefined) lower = answer.route.dev;
      if (!this.isEthernet) this.flags |= IFF.POINTOPOINT;
    }
    lower ??= this.home.devices.byIndex(link);
    return Math.max(Math.min(lower?.mtu ?? ETH_DATA_LEN, IP_MAX_MTU) - this.overhead, this.spec.leastMtu);
  }

  /** ip_tunnel_update. @param setMtu whether a new lower device may change the MTU */
  update(parms: TunnelParms, setMtu: boolean): void {
    const rebind = parms.link !== this.parms.link || parms.oflags !== this.parms.oflags || this.kind === 'sit';
    this.parms = { ...parms, name: this.ifname, protocol: this.parms.protocol };
    this.takeAddresses();
    if (rebind) {
      const mtu = this.bind();
      if (setMtu) this.mtu = mtu;
    }
    announceChange(this);
  }

  /** Whether it could have these ends: point-to-point tunnels stay so, others never become so. @throws {RtnetlinkError} EINVAL */
  checkEnds({ remote }: TunnelParms): void {
    if (this.isEthernet) return;
    const wanted = isMulticast(remote) ? IFF.BROADCAST : remote ? IFF.POINTOPOINT : 0;
    if ((this.flags ^ wanted) & (IFF.POINTOPOINT | IFF.BROADCAST)) throw new RtnetlinkError('EINVAL');
  }

  override setMtu(mtu: number): void {
    if (this.kind !== 'sit' && (mtu < MIN_MTU || mtu > IP_MAX_MTU - this.overhead)) throw new RtnetlinkError('EINVAL');
    super.setMtu(mtu);
  }

  override setAddress(address: LinkAddress): void {
    if (!this.isEthernet) throw new RtnetlinkError('EOPNOTSUPP');
    super.setAddress(address);
  }

  /** Without Ethernet, what comes in is a packet of the protocol that the tunnel's header said. */
  protected override classify(skb: Skb): void {
    if (this.isEthernet) return super.classify(skb);
    skb.networkOffset = 0;
    skb.packetType = 'host';
  }

  /** It is about to go. */
  detach(): void {
    tunnelsOf(this.home).delete(this);
  }

  transmit(skb: Skb): void {
    sendThrough(this, skb);
  }

  /** A packet that can't be sent. */
  failed(skb: Skb, because: string, counter?: 'txCarrierErrors' | 'collisions'): void {
    this.stats.txErrors++;
    if (counter) this.stats[counter]++;
    this.netns.drop(counter === 'txCarrierErrors' ? 'IP_OUTNOROUTES' : 'NOT_SPECIFIED', skb, `${this.ifname}: ${because}`);
  }
}

