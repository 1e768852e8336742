/** An IP address of a link. */
export interface Address {
  /** without its prefix, e.g. `10.0.0.1` */
  readonly address: string;
  /** bits of the network part, e.g. 24 */
  readonly prefix: number;
  /** both, e.g. `10.0.0.1/24` */
  readonly cidr: string;
  readonly family: 'inet' | 'inet6';
  /** `global`, `link`, `host` or a number */
  readonly scope: string;
  /** the link that has it */
  readonly dev: string;
  readonly broadcast?: string;
  /** duplicate address detection hasn't ended yet */
  readonly tentative: boolean;
}

/** A network interface, as it was at the last command. */
export interface Link {
  readonly name: string;
  readonly index: number;
  /** `veth`, `bridge`, `vlan`, ...; `loopback` or `ether` for a device without a kind */
  readonly kind: string;
  /** set up by `ip link set up` (IFF_UP) */
  readonly up: boolean;
  /** has a carrier (IFF_LOWER_UP) */
  readonly carrier: boolean;
  /** `UP`, `DOWN`, `LOWERLAYERDOWN`, `UNKNOWN`, ... (RFC 2863) */
  readonly state: string;
  /** octets */
  readonly mtu: number;
  /** link-layer address */
  readonly mac?: string;
  readonly flags: readonly string[];
  /** the bridge, bond or VRF that it belongs to */
  readonly master?: string;
  /** the veth peer or lower device, where it lives in the same namespace */
  readonly peer?: string;
  readonly addresses: readonly Address[];
  /** the host's name */
  readonly host: string;
  /** the namespace's name; undefined for the one in which the host booted */
  readonly namespace?: string;
}

/** A route of any table. */
export interface Route {
  /** `default` or a prefix */
  readonly destination: string;
  readonly family: 'inet' | 'inet6';
  readonly gateway?: string;
  readonly dev?: string;
  /** `main`, `local`, ... or a number */
  readonly table: string;
  /** `unicast`, `local`, `broadcast`, `blackhole`, ... */
  readonly type: string;
  readonly protocol?: string;
  readonly scope?: string;
  readonly source?: string;
  readonly metric?: number;
}

/** A rule that chooses routing tables. */
export interface Rule {
  readonly priority: number;
  readonly from: string;
  readonly to?: string;
  readonly table?: string;
  readonly action?: string;
}

/** An entry of the neighbour table (ARP and NDP). */
export interface Neighbour {
  readonly address: string;
  readonly dev: string;
  /** undefined while it isn't resolved */
  readonly mac?: string;
  /** `REACHABLE`, `STALE`, `FAILED`, ... */
  readonly state: string;
}

/** A network namespace. Its lists are read anew each time, from the state after the last command. */
export interface Namespace {
  /** undefined for the one in which the host booted */
  readonly name?: string;
  readonly links: readonly Link[];
  /** The link of that name. @throws Error when there is none */
  link(name: string): Link;
  /** the addresses of all links */
  readonly addresses: readonly Address[];
  readonly routes: readonly Route[];
  readonly rules: readonly Rule[];
  readonly neighbours: readonly Neighbour[];
}

/** A host of the lab: what stands here directly is of the namespace in which it booted. */
export interface Host extends Namespace {
  readonly name: string;
  /** the namespace in which it booted, then those that `ip netns add` made */
  readonly namespaces: readonly Namespace[];
  /** The namespace of that name. @throws Error when there is none */
  netns(name: string): Namespace;
}

/** The lab's network after the last command. What stands here directly is of the present host, the one that `%host` chose. */
export interface Net extends Host {
  readonly hosts: readonly Host[];
  /** The host of that name. @throws Error when there is none */
  host(name: string): Host;
  /** seconds of lab time since the lab started */
  readonly time: number;
  /** Reads the network again, where it may have changed without a command of this cell. */
  refresh(): Promise<void>;
}

/** What a command printed, and its exit code. */
export interface ShellResult {
  readonly stdout: string;
  readonly stderr: string;
  /** exit code: 0 for success */
  readonly status: number;
  /** stdout read as JSON. @throws SyntaxError when it is none */
  json<T = unknown>(): T;
  /** stdout without its last newline */
  toString(): string;
}

/**
 * Runs commands in the present host's shell, the one that shell cells use. Each value is quoted, so that it stays one word; an
 * array becomes as many words. A command that fails doesn't throw: look at `status`.
 */
export type Sh = (text: TemplateStringsArray, ...values: readonly unknown[]) => Promise<ShellResult>;

/** Shows things below the cell. */
export interface Display {
  html(source: string): void;
  svg(source: string): void;
  markdown(source: string): void;
  text(text: string): void;
  /** A table of rows. @param columns which of their properties, in that order; default: all */
  table<Row extends object>(rows: readonly Row[], columns?: readonly (keyof Row & string)[]): void;
  /** Draws hosts, namespaces, interfaces and cables as they are now. */
  topology(): Promise<void>;
  /** @param data MIME type to content */
  raw(data: Readonly<Record<string, unknown>>): void;
}

/** The present host's shell variables, as of the last command: `shell.HOME`. What is assigned is there for the next command. */
export type ShellVariables = Record<string, string | undefined>;

/** Everything to work at a lab with. */
export interface LabApi {
  readonly net: Net;
  readonly sh: Sh;
  readonly display: Display;
  readonly shell: ShellVariables;
}
