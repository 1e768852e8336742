import { NS_PER_MS, NS_PER_S, type Clock } from '../clock';

/** Errors that may go to one peer at once before the rate counts (XRLIM_BURST_FACTOR). */
const BURST = 6;
/** net.ipv4.route.redirect_number, redirect_load and redirect_silence */
const REDIRECT_NUMBER = 9;
const REDIRECT_LOAD = 20 * NS_PER_MS;
const REDIRECT_SILENCE = 20_480 * NS_PER_MS;

interface Peer {
  tokens: number;
  last: number;
  redirects: number;
}

/** What is remembered of other hosts for the sake of rate limits (struct inet_peer). */
export class Peers {
  readonly #peers = new Map<number, Peer>();

  constructor(private readonly clock: Clock) {}

  #of(address: number): Peer {
    let peer = this.#peers.get(address);
    if (!peer) this.#peers.set(address, (peer = { tokens: 0, last: this.clock.now() - 60 * NS_PER_S, redirects: 0 }));
    return peer;
  }

  /** inet_peer_xrlim_allow: one token every `intervalMs`, at most `burst` saved up. */
  allow(address: number, intervalMs: number, burst = BURST): boolean {
    if (intervalMs === 0) return true;
    const peer = this.#of(address);
    const now = this.clock.now();
    const interval = intervalMs * NS_PER_MS;
    peer.tokens = Math.min(peer.tokens + now - peer.last, burst * interval);
    peer.last = now;
    if (peer.tokens < interval) return false;
    peer.tokens -= interval;
    return true;
  }

  /** Whether a redirect may go to that host now (ip_rt_send_redirect): ever more seldom, at most nine in a row. */
  allowRedirect(address: number): boolean {
    const peer = this.#of(address);
    const now = this.clock.now();
    if (now > peer.last + REDIRECT_SILENCE) {
      peer.tokens = 0;
      peer.redirects = 0;
    }
    if (peer.redirects >= REDIRECT_NUMBER) {
      peer.last = now;
      return false;
    }
    if (peer.redirects > 0 && now <= peer.last + REDIRECT_LOAD * 2 ** peer.redirects) return false;
    peer.last = now;
    peer.redirects++;
    return true;
  }
}
