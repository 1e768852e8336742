import { formatAddress, NS_PER_S, NS_PER_US, SysError, type CapturedFrame, type LinkAddress, type PacketSocket } from '../../stack';
import { ARPOP_REPLY, ARPOP_REQUEST, emitArp, emitEthernet, ETH_P_ARP, ETHERNET_HEADER, parseArp } from '../../stack/wire';
import type { Complaints } from '../libc/error';
import type { Process } from '../program';
import type { ArpingOptions } from './options';

/** Whom arping asks, and as whom. */
export interface Parties {
  readonly destination: number;
  readonly source: number;
  /** the device's own */
  readonly address: LinkAddress;
  readonly broadcast: LinkAddress;
}

const HEARD: readonly CapturedFrame['type'][] = ['host', 'broadcast', 'multicast'];

/** The probes of one run, and what came back. */
export class Probing {
  #sent = 0;
  #broadcasts = 0;
  #received = 0;
  #receivedBroadcasts = 0;
  #receivedRequests = 0;
  /** where probes go: everyone, until someone has answered */
  #to: LinkAddress;
  /** ns since boot: when the last probe left */
  #last: number | undefined;
  #ended = false;
  #failed = 0;

  constructor(
    private readonly process: Process, private readonly options: ArpingOptions, private readonly complaints: Complaints,
    private readonly socket: PacketSocket, private readonly parties: Parties,
  ) {
    this.#to = parties.broadcast;
    socket.filter(frame => frame.protocol === ETH_P_ARP && HEARD.includes(frame.type));
  }

  /** @returns the exit code */
  async run(): Promise<number> {
    const { options, process } = this;
    for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM'] as const) process.onSignal(signal, () => { this.#ended = true; });
    const interval = options.interval === 0 ? Infinity : options.interval * NS_PER_S;
    const start = this.#now();
    const deadline = options.timeout === 0 ? Infinity : start + options.timeout * NS_PER_S;
    let due = start + interval;
    let ticks = 1;
    await this.#send();
    while (!this.#ended) {
      await this.#wait(Math.min(due, deadline));
      if (this.#ended) break;
      if (this.#now() >= due) {
        due += interval;
        ticks++;
        if (options.count !== undefined && options.count < ticks) break;
        await this.#send();
      }
      if (this.#now() >= deadline) break;
      await this.#drain();
    }
    await this.#finish();
    return this.#failed | this.#exitCode();
  }

  #now(): number {
    return this.process.host.network.clock.now();
  }

  async #wait(until: number): Promise<void> {
    const left = Math.max(0, until - this.#now());
    await this.process.poll([this.socket], left === Infinity ? undefined : left);
  }

  async #send(): Promise<void> {
    const { options, parties, socket, process } = this;
    const arp = emitArp({
      operation: options.advert ? ARPOP_REPLY : ARPOP_REQUEST, senderMac: parties.address, senderIp: parties.source,
      targetMac: options.advert ? parties.address : this.#to, targetIp: parties.destination,
    });
    const last = this.#now();
    await process.sleep(process.host.network.random.between(20 * NS_PER_US, 60 * NS_PER_US));
    try {
      socket.send(emitEthernet({ destination: this.#to, source: parties.address, type: ETH_P_ARP }, arp));
    } catch (error) {
      if (error instanceof SysError) return;
      throw error;
    }
    this.#last = last;
    this.#sent++;
    if (this.#to === parties.broadcast) this.#broadcasts++;
  }

  async #drain(): Promise<void> {
    for (let frame = this.socket.receive(); frame && !this.#ended; frame = this.socket.receive()) await this.#take(frame);
    const error = this.socket.takeError();
    if (error === undefined) return;
    await this.complaints.warn('recvfrom', error);
    if (error === 'ENETDOWN') this.#failed = 2;
  }

  async #take(frame: CapturedFrame): Promise<void> {
    const { options, parties } = this;
    const arp = parseArp(frame.octets.subarray(ETHERNET_HEADER));
    if (!('operation' in arp) || (arp.operation !== ARPOP_REQUEST && arp.operation !== ARPOP_REPLY) || arp.senderIp !== parties.destination) return;
    if (options.dad ? arp.senderMac === parties.address || (parties.source !== 0 && parties.source !== arp.targetIp)
      : arp.targetIp !== parties.source || arp.targetMac !== parties.address) return;
    if (!options.quiet) {
      let line = `${frame.type === 'host' ? 'Unicast' : 'Broadcast'} ${arp.operation === ARPOP_REPLY ? 'reply' : 'request'} from ${formatAddress(arp.senderIp)} [${arp.senderMac.toUpperCase()}] `;
      if (arp.targetIp !== parties.source) line += `for ${formatAddress(arp.targetIp)} `;
      if (arp.targetMac !== parties.address) line += `${arp.targetIp !== parties.source ? '' : 'for '}[${arp.targetMac.toUpperCase()}]`;
      await this.process.stdout.write(`${line}${this.#elapsed()}\n`);
    }
    this.#received++;
    if (options.timeout !== 0 && this.#received === options.count) return this.#end();
    if (frame.type !== 'host') this.#receivedBroadcasts++;
    if (arp.operation === ARPOP_REQUEST) this.#receivedRequests++;
    if (options.quitOnReply) return this.#end();
    if (!options.broadcastOnly) this.#to = arp.senderMac;
  }

  #end(): void {
    this.#ended = true;
  }

  /** Half a millisecond too much, as this version of arping counts. */
  #elapsed(): string {
    if (this.#last === undefined) return ' UNSOLICITED?';
    const us = Math.floor((this.#now() - this.#last + 500) / 1000);
    const ms = Math.floor((us + 500) / 1000);
    return ` ${ms}.${String(us - ms * 1000 + 500).padStart(3, '0')}ms`;
  }

  async #finish(): Promise<void> {
    if (this.options.quiet) return;
    const extra = [
      ...(this.#receivedRequests > 0 ? [`${this.#receivedRequests} request(s)`] : []),
      ...(this.#receivedBroadcasts > 0 ? [`${this.#receivedBroadcasts} broadcast(s)`] : []),
    ].join(', ');
    await this.process.stdout.write(`Sent ${this.#sent} probes (${this.#broadcasts} broadcast(s))\nReceived ${this.#received} response(s)${extra ? ` (${extra})` : ''}\n`);
  }

  #exitCode(): number {
    const { options } = this;
    const none = this.#received === 0 ? 1 : 0;
    if (options.unsolicited) return options.dad ? 1 - none : 0;
    if (options.dad) return (1 - none) | (this.#broadcasts === this.#received ? 1 : 0);
    if (options.timeout !== 0 && options.count === undefined) return none;
    return none | (this.#sent === this.#received ? 0 : 1);
  }
}
