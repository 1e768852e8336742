import type { Files } from '../files';
import { SysError } from '../../stack';
import { strtoul } from './numbers';

type Table = Readonly<Record<number, string>>;

/** iproute2's databases of names (lib/rt_names.c), with what Debian's /etc/iproute2 holds. */
const TABLES = {
  rt_scopes: { 0: 'global', 200: 'site', 253: 'link', 254: 'host', 255: 'nowhere' },
  rt_tables: { 0: 'unspec', 253: 'default', 254: 'main', 255: 'local' },
  rt_protos: {
    0: 'unspec', 1: 'redirect', 2: 'kernel', 3: 'boot', 4: 'static', 8: 'gated', 9: 'ra', 10: 'mrt', 11: 'zebra', 12: 'bird', 13: 'dnrouted',
    14: 'xorp', 15: 'ntk', 16: 'dhcp', 18: 'keepalived', 42: 'babel', 99: 'openr', 186: 'bgp', 187: 'isis', 188: 'ospf', 189: 'rip', 192: 'eigrp',
  },
  group: { 0: 'default' },
  rt_realms: { 0: 'cosmos' },
  rt_dsfield: {
    0x00: 'default', 0x20: 'CS1', 0x40: 'CS2', 0x60: 'CS3', 0x80: 'CS4', 0xa0: 'CS5', 0xc0: 'CS6', 0xe0: 'CS7', 0xb8: 'EF',
    0x28: 'AF11', 0x30: 'AF12', 0x38: 'AF13', 0x48: 'AF21', 0x50: 'AF22', 0x58: 'AF23', 0x68: 'AF31', 0x70: 'AF32', 0x78: 'AF33', 0x88: 'AF41', 0x90: 'AF42', 0x98: 'AF43',
  },
} as const satisfies Record<string, Table>;

export type NameTable = keyof typeof TABLES;

/** Largest number that a text may stand for, by table. */
const MAX: Readonly<Record<NameTable, number>> = { rt_scopes: 255, rt_tables: 0xffffffff, rt_protos: 255, group: 0x7fffffff, rt_realms: 0xffff, rt_dsfield: 255 };

/** Names and numbers, read when first needed; a host's own /etc/iproute2 adds to what is built in. */
export class Names {
  readonly #tables = new Map<NameTable, Map<number, string>>();

  /** @param numeric -N: print numbers only */
  constructor(private readonly files: Files, private readonly numeric: () => boolean) {}

  /** The name of a number, else its digits. */
  name(table: NameTable, id: number): string {
    const name = this.numeric() ? undefined : this.#table(table).get(id);
    if (name !== undefined) return name;
    return table === 'rt_dsfield' ? `0x${id.toString(16).padStart(2, '0')}` : String(id);
  }

  /** The number that a name or digits stand for; undefined if none. */
  number(table: NameTable, text: string): number | undefined {
    for (const [id, name] of this.#table(table)) if (name === text) return id;
    const scanned = strtoul(text, table === 'rt_dsfield' ? 16 : 0);
    // rtnl_group_a2n keeps 32 bits of what strtol(3) reads, and takes the sign that they have then.
    if (table === 'group') return scanned?.rest === '' && !scanned.overflow && !(scanned.value & 0x80000000n) ? Number(BigInt.asUintN(32, scanned.value)) : undefined;
    if (!scanned || scanned.rest !== '' || scanned.overflow || scanned.value > BigInt(MAX[table])) return undefined;
    return Number(BigInt.asUintN(32, scanned.value));
  }

  /** All entries, for completion. */
  entries(table: NameTable): ReadonlyMap<number, string> {
    return this.#table(table);
  }

  #table(name: NameTable): Map<number, string> {
    let table = this.#tables.get(name);
    if (!table) {
      table = new Map(Object.entries(TABLES[name] as Table).map(([id, text]) => [Number(id), text]));
      for (const path of [`/etc/iproute2/${name}`, ...this.#extra(`/etc/iproute2/${name}.d`)]) this.#read(path, table);
      this.#tables.set(name, table);
    }
    return table;
  }

  #extra(directory: string): string[] {
    return this.#unlessMissing(() => this.files.list(directory), [])
      .filter(file => /^[^.].*\.conf$/.test(file)).map(file => `${directory}/${file}`);
  }

  #read(path: string, table: Map<number, string>): void {
    const text = new TextDecoder().decode(this.#unlessMissing(() => this.files.read(path), new Uint8Array()));
    for (const line of text.split('\n')) {
      const entry = /^[ \t]*(0x[0-9a-f]+|[0-9]+)[ \t]+([^ \t]+)/i.exec(line);
      if (entry) table.set(Number(entry[1]), entry[2]!);
    }
  }

  #unlessMissing<T>(get: () => T, otherwise: T): T {
    try {
      return get();
    } catch (error) {
      if (error instanceof SysError) return otherwise;
      throw error;
    }
  }
}
