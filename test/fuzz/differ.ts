import { normalise, type Exchange } from '../../src/compare';
import { replay } from '../fidelity/replay';

/** The first line of a session whose answers differ. */
export interface Difference {
  /** counted from 0 */
  readonly at: number;
  readonly linux: Exchange;
  readonly vethlab: Exchange;
}

/** Replays what Linux answered. @param kernel whose answers they are, as `vethlab run --kernel` takes it @returns undefined where all is the same */
export async function firstDifference(recorded: readonly Exchange[], kernel: string): Promise<Difference | undefined> {
  const simulated = await replay(recorded.map(({ cmd }) => cmd), { kernel });
  const [linux, vethlab] = [recorded, simulated].map(exchanges => normalise({ exchanges }).exchanges);
  const at = linux!.findIndex((exchange, i) => JSON.stringify(exchange) !== JSON.stringify(vethlab![i]));
  return at < 0 ? undefined : { at, linux: linux![at]!, vethlab: vethlab![at]! };
}

/** Whether vethlab says in one line that it lacks what was asked for: no lie, yet the session ends there. */
export function saysUnsupported({ stderr }: Exchange): boolean {
  return /\bvethlab\b/.test(stderr);
}
