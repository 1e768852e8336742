import type { Backend } from '../../backend';
import type { ShellNames } from '../../shell/shell';

/** A link as `ip -j addr` has it, as far as words need it. */
export interface LiveLink {
  readonly ifname: string;
  readonly altnames?: readonly string[];
  readonly linkinfo?: { readonly info_kind?: string };
  readonly addr_info?: readonly { readonly family: string; readonly local?: string; readonly prefixlen: number }[];
}

/** What there is now, for completion. It only reads, and asks for each thing once until a cell runs. */
export class Live {
  readonly #asked = new Map<string, Promise<string>>();

  constructor(private readonly backend: Backend, readonly shell: ShellNames) {}

  get hosts(): readonly string[] {
    return this.backend.hosts;
  }

  /** Links with their addresses. @param netns of that name; default: the host's own */
  async links(netns?: string, host = this.shell.host): Promise<readonly LiveLink[]> {
    return this.#rows<LiveLink>(host, [...(netns === undefined ? [] : ['-n', netns]), '-d', 'addr']);
  }

  async namespaces(host = this.shell.host): Promise<readonly string[]> {
    return (await this.#rows<{ readonly name: string }>(host, ['netns'])).map(({ name }) => name);
  }

  /** Tables that hold routes or that rules name. */
  async tables(netns?: string): Promise<readonly string[]> {
    const where = netns === undefined ? [] : ['-n', netns];
    const rows = await Promise.all([
      this.#rows<{ readonly table?: string }>(this.shell.host, [...where, 'route', 'show', 'table', 'all']), this.#rows<{ readonly table?: string }>(this.shell.host, [...where, 'rule']),
    ]);
    return rows.flat().flatMap(({ table }) => table ?? []);
  }

  /** Destinations of routes, as they're written. */
  async destinations(netns?: string): Promise<readonly string[]> {
    const rows = await this.#rows<{ readonly dst?: string }>(this.shell.host, [...(netns === undefined ? [] : ['-n', netns]), 'route']);
    return rows.flatMap(({ dst }) => dst ?? []);
  }

  /** Addresses of neighbours and gateways. */
  async neighbours(netns?: string): Promise<readonly { readonly dst?: string; readonly lladdr?: string }[]> {
    return this.#rows(this.shell.host, [...(netns === undefined ? [] : ['-n', netns]), 'neigh']);
  }

  /** Addresses of all hosts and namespaces of the lab, without loopback's. */
  async everyAddress(): Promise<readonly string[]> {
    const links = await Promise.all(this.hosts.flatMap(async host => {
      const names = await this.namespaces(host);
      return (await Promise.all([undefined, ...names].map(netns => this.links(netns, host)))).flat();
    }));
    return links.flat().filter(({ ifname }) => ifname !== 'lo').flatMap(({ addr_info = [] }) => addr_info.flatMap(({ local }) => local ?? [])).filter(address => !address.startsWith('fe80:'));
  }

  async sysctls(netns?: string): Promise<readonly string[]> {
    return (await this.#query(this.shell.host, [...(netns === undefined ? [] : ['ip', 'netns', 'exec', netns]), 'sysctl', '-aN'])).split('\n').filter(name => name !== '');
  }

  /** Entries of a directory and whether each is one itself; none where there is no such directory. */
  async files(directory: string): Promise<readonly { readonly name: string; readonly directory: boolean }[]> {
    const { host } = this.shell;
    const names = await this.backend.list(host, directory).catch(() => []);
    return Promise.all(names.map(async name => {
      const status = await this.backend.stat(host, `${directory === '/' ? '' : directory}/${name}`).catch(() => undefined);
      return { name, directory: status?.type === 'directory' };
    }));
  }

  /** Programs that PATH finds. */
  async programs(): Promise<readonly string[]> {
    const lists = await Promise.all(['/usr/bin', '/usr/sbin'].map(path => this.backend.list(this.shell.host, path).catch(() => [])));
    return lists.flat();
  }

  /** The line of `ip -br link` and `ip -br addr`, or the whole of `ip -d -s addr`, about a link. */
  describe(ifname: string, netns: string | undefined, whole: boolean): Promise<string> {
    const where = netns === undefined ? [] : ['-n', netns];
    return this.#query(this.shell.host, ['ip', ...where, ...(whole ? ['-d', '-s'] : []), 'addr', 'show', 'dev', ifname]);
  }

  async #rows<T>(host: string, args: readonly string[]): Promise<readonly T[]> {
    const text = await this.#query(host, ['ip', '-j', ...args]);
    const rows: unknown = text.trim() === '' ? [] : JSON.parse(text);
    return Array.isArray(rows) ? rows as T[] : [];
  }

  /** '' where it can't be had. */
  #query(host: string, argv: readonly string[]): Promise<string> {
    const key = JSON.stringify([host, ...argv]);
    let answer = this.#asked.get(key);
    if (!answer) this.#asked.set(key, answer = this.backend.query(host, argv).catch(() => ''));
    return answer;
  }
}
