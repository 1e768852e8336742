import type { LabVariable } from './variables';

/** A NIC in which a cable ends. */
export interface LabEnd {
  readonly host: string;
  readonly ifname: string;
  /** lower-case octets with colons; without it the network's seed gives one */
  readonly mac?: string;
}

/** A cable between two NICs. */
export interface LabLink {
  readonly a: LabEnd;
  readonly b: LabEnd;
  /** octets; of both NICs */
  readonly mtu?: number;
}

export interface LabHost {
  readonly name: string;
  /** what `hostname` prints; the host's name unless the file says otherwise */
  readonly hostname: string;
  /** the name that a shell on it shows; `root` unless the file says otherwise */
  readonly user: string;
  /** dotted name and value, in the file's order; set before `exec` */
  readonly sysctls: readonly (readonly [name: string, value: string])[];
  /** shell commands that make the initial state, in order */
  readonly exec: readonly string[];
}

/**
 * A network to start from. Whoever builds it: adds the hosts, brings every `lo` up, lays the links in order (a NIC's
 * ifindex follows from it), sets sysctls, runs each host's `exec` in the order of `hosts`, and lets `settle` seconds pass.
 */
export interface Lab {
  readonly name: string;
  /** of all randomness; undefined leaves the choice to the caller */
  readonly seed?: number;
  /** seconds of lab time between the last `exec` and the first command, so that duplicate address detection is over */
  readonly settle: number;
  /** drawn from the seed, and variables of every shell, those of `exec` too */
  readonly variables?: readonly LabVariable[];
  readonly hosts: readonly LabHost[];
  readonly links: readonly LabLink[];
}

/** A place in a text, both counted from 1; `column` in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LabProblem extends Position {
  /** what is wrong and what to do about it */
  readonly message: string;
}

/** A lab file that can't be used. Its message has one line a problem, `name:line:column: what to do`. */
export class LabError extends Error {
  override readonly name = 'LabError';

  constructor(readonly file: string, readonly problems: readonly LabProblem[]) {
    super(problems.map(problem => `${file}:${problem.line}:${problem.column}: ${problem.message}`).join('\n'));
  }
}
