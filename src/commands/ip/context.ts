import { AF_UNSPEC, formatAddress, RtnetlinkError, strerror, type Answers, type DumpFilter, type IpAddress, type LinkMessage, type Netns, type Request } from '../../stack';
import { resolvePath } from '../path';
import { hostName } from '../libc/resolver';
import type { Process } from '../program';
import { Failed, Quit } from './failure';
import { Names } from './names';
import { integer } from './numbers';
import { defaultOptions, type Options } from './options';
import { background, Printer } from './print';

const RUN_NETNS = '/run/netns';

/** An error of the kernel as libnetlink prints it. */
export function kernelError(error: RtnetlinkError): string {
  if (error.extack === undefined) return `RTNETLINK answers: ${strerror(error.errno)}\n`;
  return `Error: ${error.extack}${error.extack.endsWith('.') ? '' : '.'}\n`;
}

/**
 * One run of `ip`: its options, its namespace, its output. Commands print here without waiting; {@link flush} hands the
 * text on in order.
 */
export class Ip {
  readonly options: Options = defaultOptions();
  readonly names: Names;
  /** preferred_family: what -4 and the like ask for, until a command sets its own */
  family = AF_UNSPEC;
  /** `ip link show` has run: from then on a batch's `ip address show` looks like it, too (ipaddress.c's do_link) */
  showedLinks = false;
  /** -echo: carries out a change and prints what the kernel tells of it */
  changeAndEcho: (request: Request, change: () => void) => void = (_, change) => change();
  /** inside -batch */
  batch = false;
  #netns: Netns;
  #leave: (() => void) | undefined;
  #links: ReadonlyMap<number, LinkMessage> | undefined;
  #print: Printer | undefined;
  readonly #pending: { readonly error: boolean; readonly text: string }[] = [];

  constructor(readonly process: Process) {
    this.#netns = process.netns;
    this.names = new Names(process.files, () => this.options.numeric);
  }

  /** The namespace that commands work in: the process's own, or that of -n. */
  get netns(): Netns {
    return this.#netns;
  }

  /** -n: works in another namespace from now on. */
  enter(netns: Netns): void {
    this.leave();
    this.#netns = netns;
    this.#leave = this.process.host.retain(netns);
  }

  leave(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  /** A namespace by its name in /run/netns. @throws {Quit} */
  openNetns(name: string): Netns {
    const path = resolvePath('/', `${RUN_NETNS}/${name}`);
    if (path === RUN_NETNS) throw new Quit(`setting the network namespace "${name}" failed: Invalid argument\n`, 255);
    const netns = path.startsWith(`${RUN_NETNS}/`) ? this.process.host.namedNetns.get(path.slice(RUN_NETNS.length + 1)) : undefined;
    if (!netns) throw new Quit(`Cannot open network namespace "${name}": No such file or directory\n`, 255);
    return netns;
  }

  /** A namespace by name, path or the id of a process in it; null for a process that isn't there, undefined if the word is neither. */
  netnsByNameOrPid(word: string): Netns | null | undefined {
    const { host } = this.process;
    const name = /^(?:\/var)?\/run\/netns\/([^/]+)$/.exec(word)?.[1] ?? word;
    const named = host.namedNetns.get(name);
    if (named) return named;
    const pathPid = /^\/proc\/([0-9]+|self)\/ns\/net$/.exec(word)?.[1];
    if (pathPid !== undefined) return pathPid === 'self' ? this.netns : this.netnsOfPid(Number(pathPid));
    const number = integer(word);
    if (number === undefined) return undefined;
    return this.netnsOfPid(number) ?? null;
  }

  /** The namespace that a process is in; undefined if there is no such process. */
  netnsOfPid(pid: number): Netns | undefined {
    const { host, processes } = this.process;
    return pid === 1 ? host.initNetns : processes.list().find(process => process.pid === pid)?.netns;
  }

  /** The name in /run/netns of the namespace that this one knows by an id; undefined if it has none. */
  netnsNameOf(id: number): string | undefined {
    for (const [name, netns] of this.process.host.namedNetns) {
      if (this.netns.rtnetlink.getNsid({ type: 'RTM_GETNSID', netns }) === id) return name;
    }
    return undefined;
  }

  /** The output layer, dressed by the options. */
  get print(): Printer {
    return this.#print ??= new Printer(text => this.out(text), {
      json: this.options.json, pretty: this.options.pretty, oneline: this.options.oneline,
      color: this.#colored() ? background(this.process.env) : 'none',
    });
  }

  #colored(): boolean {
    if (this.options.json) return false;
    return this.options.color === 'always' || (this.options.color === 'auto' && this.process.stdout.isTerminal);
  }

  out(text: string): void {
    this.#write(false, text);
  }

  err(text: string): void {
    this.#write(true, text);
  }

  #write(error: boolean, text: string): void {
    if (text !== '') this.#pending.push({ error, text });
  }

  /** Writes what is pending, in order. @throws {SysError} EPIPE */
  async flush(): Promise<void> {
    for (let pending = this.#pending.splice(0); pending.length > 0; pending = this.#pending.splice(0)) {
      for (let i = 0; i < pending.length;) {
        const { error } = pending[i]!;
        let text = '';
        for (; i < pending.length && pending[i]!.error === error; i++) text += pending[i]!.text;
        await (error ? this.process.stderr : this.process.stdout).write(text);
      }
    }
  }

  /** Prints a help text and ends the program, as iproute2's usage() does. */
  usage(text: string): never {
    throw new Quit(text, 255);
  }

  /** Ends the command with a line on standard error. */
  fail(line: string, code = 1): never {
    throw new Failed(`${line}\n`, code);
  }

  /** Ends the program with a line on standard error. */
  quit(line: string, code = 255): never {
    throw new Quit(`${line}\n`, code);
  }

  /** Ends the command because the simulation lacks what was asked for. */
  unsupported(what: string): never {
    return this.fail(`vethlab: ${what} is not supported`);
  }

  /** Runs something that asks the kernel; its refusal is printed as libnetlink does and ends the command with 2. */
  talk<T>(ask: () => T): T {
    try {
      return ask();
    } catch (error) {
      if (error instanceof RtnetlinkError) throw new Failed(kernelError(error), 2);
      throw error;
    }
  }

  request(message: Request): void {
    this.#links = undefined;
    const change = (): void => this.talk(() => this.netns.rtnetlink.request(message));
    if (this.options.echo) this.changeAndEcho(message, change);
    else change();
  }

  /** A dump; a refusal ends the command with `code` after the line "Dump terminated", unless it's one that counts as an empty dump. */
  dump<T extends keyof Answers>(type: T, filter?: DumpFilter, code = 2, isEmpty: (error: RtnetlinkError) => boolean = () => false): Answers[T][] {
    try {
      return this.netns.rtnetlink.dump(type, filter);
    } catch (error) {
      if (!(error instanceof RtnetlinkError)) throw error;
      if (isEmpty(error)) return [];
      throw new Failed(`${kernelError(error)}Dump terminated\n`, code);
    }
  }

  /** Keeps a dump's links at hand for their names, until the next dump (lib/ll_map.c). */
  remember(links: readonly LinkMessage[]): void {
    this.#links = new Map(links.map(link => [link.index, link]));
  }

  link(which: { readonly index: number } | { readonly ifname: string }): LinkMessage | undefined {
    const known = 'index' in which ? this.#links?.get(which.index) : undefined;
    if (known) return known;
    try {
      return this.netns.rtnetlink.getLink(which);
    } catch (error) {
      if (error instanceof RtnetlinkError) return undefined;
      throw error;
    }
  }

  /** ll_name_to_index: by name or altname; `if7` is 7 whether there is one or not. 0 if none. */
  deviceIndex(name: string): number {
    return this.link({ ifname: name })?.index ?? Number(/^if\+?([0-9]+)/.exec(name)?.[1] ?? 0);
  }

  /** The index of a device that has to be there. @throws {Failed} */
  deviceIndexOrFail(name: string): number {
    return this.deviceIndex(name) || this.fail(`Cannot find device "${name}"`);
  }

  /** format_host: an address, with -r by its name in /etc/hosts, if it has one there. */
  host(address: IpAddress): string {
    return this.options.resolve ? hostName(this.process, address) : formatAddress(address);
  }

  /** ll_index_to_name: `if7` where there is none. */
  deviceName(index: number): string {
    return index === 0 ? '*' : this.link({ index })?.ifname ?? `if${index}`;
  }
}
