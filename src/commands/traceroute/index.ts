import { AF_INET, NS_PER_S, NS_PER_US, strerror, type IpAddress } from '../../stack';
import { Exit } from '../libc/error';
import { getaddrinfo, hostName, numericName, scopeOf } from '../libc/resolver';
import type { Process, Program } from '../program';
import { IcmpMethod, Refused, UdpMethod, type Method, type Route } from './methods';
import { readOptions, type TracerouteOptions } from './options';

/** traceroute 2.1.2, Debian's. */
export const traceroute: Program = async (process, argv) => {
  try {
    return await run(process, await readOptions(process, argv), argv);
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (!(error instanceof Refused)) throw error;
    await process.stderr.write(`\n${error.call}: ${strerror(error.error.errno)}\n`);
    return 1;
  }
};

async function run(process: Process, options: TracerouteOptions, argv: readonly string[]): Promise<number> {
  const infos = getaddrinfo(process, options.host);
  const info = infos.find(found => found.family === (options.family ?? AF_INET)) ?? (options.family === undefined ? infos[0] : undefined);
  if (!info) {
    await process.stderr.write(`${options.host}: ${infos.length > 0 ? 'Address family for hostname not supported' : 'Name or service not known'}\nCannot handle "host" cmdline arg \`${options.host}' on position 1 (argc ${argv.indexOf(options.host)})\n`);
    return 2;
  }
  const header = info.family === AF_INET ? 28 : 48;
  const length = Math.max(options.packetLength ?? header + 32, header);
  const source = options.source === undefined ? undefined : getaddrinfo(process, options.source)[0]?.address;
  await process.stdout.write(`traceroute to ${options.host} (${numericName(process.netns, info.address, info.scopeId)}), ${options.maxHops} hops max, ${length} byte packets`);
  const route: Route = { process, options, family: info.family, destination: info.address, scopeId: info.scopeId, source, dataLength: length - header };
  const method = options.method === 'icmp' ? new IcmpMethod(route) : new UdpMethod(route);
  try {
    await new Trace(process, options, method, info.scopeId).run();
  } finally {
    method.close();
  }
  await process.stdout.write('\n');
  return 0;
}

interface Probe {
  /** ns since boot; undefined until it is sent */
  sent?: number;
  received?: number;
  from?: IpAddress;
  remark: string;
  final: boolean;
  done: boolean;
}

/** Added to a round trip before it is multiplied, s. */
const WAIT_PRECISION = 0.001;

/** The probes, hop by hop, and what came back. */
class Trace {
  readonly #probes: Probe[];

  constructor(private readonly process: Process, private readonly options: TracerouteOptions, private readonly method: Method, private readonly scopeId: number) {
    this.#probes = Array.from({ length: options.maxHops * options.probes }, () => ({ remark: '', final: false, done: false }));
  }

  async run(): Promise<void> {
    const { probes: perHop } = this.options;
    let start = (this.options.firstHop - 1) * perHop;
    let end = this.#probes.length;
    while (start < end) {
      let underWay = 0;
      let next = Infinity;
      for (let n = start; n < end && underWay < this.options.simultaneous; n++) {
        const probe = this.#probes[n]!;
        if (!probe.done && probe.sent !== undefined && this.#now() >= probe.sent + this.#timeout(n)) probe.done = true;
        if (probe.done) {
          if (n === start) {
            await this.#print(n);
            start++;
          }
          if (probe.final) end = (Math.floor(n / perHop) + 1) * perHop;
          continue;
        }
        if (probe.sent === undefined) await this.#send(n);
        next = Math.min(next, probe.sent! + this.#timeout(n));
        underWay++;
      }
      if (next < Infinity) await this.#wait(next);
    }
  }

  #now(): number {
    return this.process.host.network.clock.now();
  }

  async #send(n: number): Promise<void> {
    this.#probes[n]!.sent = this.#now();
    await this.process.sleep(this.process.host.network.random.between(12 * NS_PER_US, 40 * NS_PER_US));
    this.method.send(n, Math.floor(n / this.options.probes) + 1);
  }

  async #wait(until: number): Promise<void> {
    await this.process.poll(this.method.sources, Math.max(0, until - this.#now()));
    for (const { probe: n, from, at, final, remark } of this.method.answers()) {
      const probe = this.#probes[n];
      if (probe && !probe.done) Object.assign(probe, { from, received: at, final, remark, done: true });
    }
  }

  /** How long to wait for a probe, ns: less when others have shown how quick the way is. */
  #timeout(n: number): number {
    const { probes: perHop, wait } = this.options;
    const first = n - (n % perHop);
    const here = this.#roundTrip(first, first + perHop);
    const near = here === undefined ? this.#roundTrip(n + 1, this.#probes.length) : undefined;
    const limit = here !== undefined && wait.here > 0 ? here * wait.here : near !== undefined && wait.near > 0 ? near * wait.near : wait.max;
    return Math.min(limit, wait.max) * NS_PER_S;
  }

  /** Of the first probe in a range that was answered, with a little to spare, s. */
  #roundTrip(from: number, to: number): number | undefined {
    for (let n = from; n < to && n < this.#probes.length; n++) {
      const { sent, received } = this.#probes[n]!;
      if (sent !== undefined && received !== undefined && received > sent) return (received - sent) / NS_PER_S + WAIT_PRECISION;
    }
    return undefined;
  }

  async #print(n: number): Promise<void> {
    const { probes: perHop, numeric } = this.options;
    const probe = this.#probes[n]!;
    const first = n - (n % perHop);
    let text = n === first ? `\n${String(n / perHop + 1).padStart(2)} ` : '';
    if (probe.from === undefined) {
      text += ' *';
    } else {
      const before = this.#probes.slice(first, n).reverse().find(earlier => earlier.from !== undefined);
      const address = numericName(this.process.netns, probe.from, scopeOf(probe.from, this.scopeId));
      if (before?.from !== probe.from) text += numeric ? ` ${address}` : ` ${hostName(this.process, probe.from)} (${address})`;
      text += `  ${((probe.received! - probe.sent!) / 1e6).toFixed(3)} ms${probe.remark && ` ${probe.remark}`}`;
    }
    await this.process.stdout.write(text);
  }
}
