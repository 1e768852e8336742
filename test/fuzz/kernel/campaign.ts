import fc from '../../property';
import { quietCells, typescriptCells, wildCells } from './cells';
import { messages } from './frames';
import type { Sent } from './frames';
import type { Subject } from './subject';

/** What is thrown at a kernel, in one batch. */
export type Attack = { readonly kind: 'message'; readonly sent: Sent } | { readonly kind: 'cell'; readonly code: string };

/** A kind of attack. */
export interface Weapon {
  readonly attacks: fc.Arbitrary<Attack>;
  readonly batch: number;
  /** whether the network has to be as it was afterwards */
  readonly quiet: boolean;
}

const cells = (all: fc.Arbitrary<string>): fc.Arbitrary<Attack> => all.map((code) => ({ kind: 'cell', code }));

export const WEAPONS = {
  messages: { attacks: messages.map((sent): Attack => ({ kind: 'message', sent })), batch: 250, quiet: true },
  quiet: { attacks: cells(quietCells), batch: 50, quiet: true },
  wild: { attacks: cells(wildCells), batch: 50, quiet: false },
  typescript: { attacks: cells(typescriptCells), batch: 10, quiet: true },
} as const satisfies Readonly<Record<string, Weapon>>;

/** How a batch went. */
export interface Found {
  /** what went wrong; undefined: nothing */
  readonly problem: string | undefined;
  /** the attack that it went wrong at, where that is known */
  readonly at: Attack | undefined;
}

/** A network that a batch finds, and has to leave as it is. */
const PREPARE = '%reset\nip link add d0 address 02:00:00:00:00:01 type dummy\nip addr add 192.0.2.1/24 dev d0\nip link set d0 up\nip netns add red\nip route add 198.51.100.0/24 via 192.0.2.9';
const LOOK = '%config tables=off\nip -d addr; ip route show table all; ip -6 route; ip neigh; ip rule; ip netns; ls /sys/class/net';

/** How the kernel, a cell and a program tell of a fault of ours. */
const FAULT = /^(vethlab: )?(a cell|\w+) failed: |fault of vethlab|vethlab has a fault here/m;

/** A batch of attacks by its number: the same ones for the same seed. */
export function attacksOf({ attacks, batch }: Weapon, seed: number, number: number, most = batch): Attack[] {
  return fc.sample(attacks, { numRuns: Math.min(batch, most), seed: seed * 1_000_003 + number });
}

/**
 * Lets a batch loose on a kernel, and sees how it stands afterwards.
 * @param begins is told of each attack as it begins; undefined: what comes before and after them
 */
export async function attack(subject: Subject, attacks: readonly Attack[], quiet: boolean, begins: (at: Attack | undefined) => void = () => undefined): Promise<Found> {
  subject.log = '';
  let at: Attack | undefined;
  try {
    await subject.ask(PREPARE);
    const before = await subject.ask(LOOK, true);
    for (at of attacks) {
      begins(at);
      if (at.kind === 'cell') {
        const said = await subject.run(at.code);
        if (FAULT.test(said)) return { problem: `a fault: ${said.slice(-1000)}`, at };
      } else await subject.send(at.sent);
      if (subject.gone !== undefined) return { problem: subject.gone, at };
    }
    begins(undefined);
    await subject.settle();
    const last = at;
    at = undefined;
    if (!quiet) await subject.ask('%reset');
    const after = await subject.ask(LOOK, true);
    if (subject.gone !== undefined) return { problem: subject.gone, at: last };
    if (FAULT.test(subject.log)) return { problem: 'a fault, see its log', at };
    if (quiet && after !== before) return { problem: `the network has changed:\n${before}\n---\n${after}`, at };
    if (!after.includes('lo')) return { problem: `it doesn't answer a look: ${JSON.stringify(after)}`, at };
    return { problem: undefined, at: undefined };
  } catch (error) {
    return { problem: subject.gone ?? (error as Error).message, at };
  }
}

/** An attack in a line, as one can write it down. */
export function describeAttack(attack: Attack | undefined): string {
  if (!attack) return 'the batch as a whole';
  const text = attack.kind === 'cell' ? JSON.stringify(attack.code) : `${attack.sent.channel} ${JSON.stringify(attack.sent.frames.map((frame) => frame.toString('latin1')))}`;
  return text.length > 1000 ? `${text.slice(0, 1000)}... (${text.length} characters)` : text;
}
