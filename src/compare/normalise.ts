import type { Snapshot } from '../backend';
import { Cables } from './cables';
import { withoutRandomFrames } from './captures';
import { withoutChance } from './chance';
import { Macs } from './macs';
import { withoutHashOrder } from './order';
import type { Exchange, Session } from './session';

/**
 * Takes out of one session what Linux itself doesn't repeat: random MACs and what derives from them, times measured and
 * told, ICMP ids, pids, the order of hash tables, how a lab's cables are made. Prefixes, flags, states, order and blanks stay.
 */
export class Normaliser {
  readonly #macs: Macs;
  readonly #cables: Cables;

  /**
   * @param chosen text with the MACs that weren't drawn at random: the command lines, the lab file
   * @param network whose cables there are
   */
  constructor(chosen = '', network: Pick<Snapshot, 'cables'> = { cables: [] }) {
    this.#macs = new Macs(chosen);
    this.#cables = new Cables(network);
  }

  exchange({ cmd, stdout, stderr, rc }: Exchange): Exchange {
    const told = /\btcpdump\b/.test(cmd) ? withoutRandomFrames(this.text(stdout, cmd), this.text(stderr, cmd)) : { stdout: this.text(stdout, cmd), stderr: this.text(stderr, cmd) };
    return { cmd, ...told, rc };
  }

  /** @param command the line that printed the text */
  text(text: string, command = ''): string {
    return withoutHashOrder(withoutChance(this.#macs.replace(this.#cables.text(text)), command), command);
  }

  /** The addresses, routes, rules and neighbours of a snapshot; when it was taken and its cables' indices are left out. */
  snapshot({ hosts }: Snapshot): Snapshot {
    const shown = hosts.map((host) => ({ ...host, netns: host.netns.map((netns) => ({ ...netns, addr: netns.addr.map((link) => this.#cables.link(link)) })) }));
    return { at: 0, cables: [], hosts: JSON.parse(withoutChance(this.#macs.replace(JSON.stringify(shown)), '')) as Snapshot['hosts'] };
  }

  /** Gives names to a session's random addresses: those of its devices first, in the order of their indices. */
  learn({ exchanges, snapshot }: Session): void {
    if (snapshot) this.#macs.learn(JSON.stringify(snapshot.hosts.map(({ netns }) => netns.map(({ addr }) => addr))));
    for (const { stdout, stderr } of exchanges) this.#macs.learn(stdout + stderr);
  }
}

/** A session without what Linux doesn't repeat. @param lab the text of the lab file that it began with */
export function normalise(session: Session, lab = ''): Session {
  const { exchanges, snapshot } = session;
  const normaliser = new Normaliser([lab, ...exchanges.map(({ cmd }) => cmd)].join('\n'), snapshot);
  normaliser.learn(session);
  return { exchanges: exchanges.map(exchange => normaliser.exchange(exchange)), ...(snapshot && { snapshot: normaliser.snapshot(snapshot) }) };
}
