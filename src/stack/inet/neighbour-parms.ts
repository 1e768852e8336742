import { NS_PER_MS, NS_PER_S } from '../clock';
import type { Random } from '../random';

/** How often the reachable time is drawn anew (neigh_periodic_work). */
const REDRAW_NS = 300 * NS_PER_S;

/** sizeof(skb) for a full Ethernet frame: what unres_qlen counts in */
export const FRAME_TRUESIZE = 2090;

/** What a table's entries default to; all are sysctls under net/ipv4/neigh/DEV or net/ipv6/neigh/DEV. */
export interface NeighbourSettings {
  mcastSolicit: number;
  ucastSolicit: number;
  appSolicit: number;
  mcastResolicit: number;
  baseReachableTimeMs: number;
  retransTimeMs: number;
  /** seconds */
  delayFirstProbeTime: number;
  /** seconds */
  gcStaleTime: number;
  unresQlenBytes: number;
  /** hundredths of a second */
  locktime: number;
  proxyDelay: number;
  anycastDelay: number;
  proxyQlen: number;
  intervalProbeTimeMs: number;
}

/** arp_tbl.parms and nd_tbl.parms. */
export const ARP_SETTINGS: Readonly<NeighbourSettings> = {
  mcastSolicit: 3, ucastSolicit: 3, appSolicit: 0, mcastResolicit: 0, baseReachableTimeMs: 30_000, retransTimeMs: 1000,
  delayFirstProbeTime: 5, gcStaleTime: 60, unresQlenBytes: 212_992, locktime: 100, proxyDelay: 80, anycastDelay: 100, proxyQlen: 64,
  intervalProbeTimeMs: 5000,
};
export const NDP_SETTINGS: Readonly<NeighbourSettings> = { ...ARP_SETTINGS, locktime: 0 };

/** The settings of one device, or the defaults for new ones (struct neigh_parms). */
export class NeighbourParms implements NeighbourSettings {
  mcastSolicit!: number;
  ucastSolicit!: number;
  appSolicit!: number;
  mcastResolicit!: number;
  retransTimeMs!: number;
  delayFirstProbeTime!: number;
  gcStaleTime!: number;
  unresQlenBytes!: number;
  locktime!: number;
  proxyDelay!: number;
  anycastDelay!: number;
  proxyQlen!: number;
  intervalProbeTimeMs!: number;
  #base!: number;
  #reachableNs = 0;
  #drawnAt = 0;

  /** @param path the sysctl directory in dotted form, for explanations: `net.ipv4.neigh.veth0` */
  constructor(settings: Readonly<NeighbourSettings>, public path: string, private readonly now: () => number, private readonly random: Random) {
    Object.assign(this, pick(settings));
  }

  get baseReachableTimeMs(): number {
    return this.#base;
  }

  /** Also draws the reachable time anew, as the sysctl does. */
  set baseReachableTimeMs(ms: number) {
    this.#base = ms;
    this.#draw();
  }

  /** How long a confirmation lasts, ns: between half and one and a half of base_reachable_time_ms, drawn anew every 300 s. */
  get reachableTimeNs(): number {
    if (this.now() - this.#drawnAt >= REDRAW_NS) this.#draw();
    return this.#reachableNs;
  }

  #draw(): void {
    this.#drawnAt = this.now();
    this.#reachableNs = Math.floor(this.#base / 2 + this.random.between(0, this.#base)) * NS_PER_MS;
  }

  /** The same settings for another device. */
  copy(path: string): NeighbourParms {
    return new NeighbourParms(this, path, this.now, this.random);
  }
}

function pick(settings: Readonly<NeighbourSettings>): NeighbourSettings {
  const { mcastSolicit, ucastSolicit, appSolicit, mcastResolicit, baseReachableTimeMs, retransTimeMs, delayFirstProbeTime, gcStaleTime,
    unresQlenBytes, locktime, proxyDelay, anycastDelay, proxyQlen, intervalProbeTimeMs } = settings;
  return { mcastSolicit, ucastSolicit, appSolicit, mcastResolicit, baseReachableTimeMs, retransTimeMs, delayFirstProbeTime, gcStaleTime,
    unresQlenBytes, locktime, proxyDelay, anycastDelay, proxyQlen, intervalProbeTimeMs };
}
