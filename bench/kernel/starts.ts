import type { Peer } from './peers';
import { Running, printed } from './running';

const PATIENCE_MS = 10_000;

/** What became of many starts: messages that should have come and didn't. */
export interface Losses {
  readonly starts: number;
  readonly messages: number;
  readonly lost: readonly string[];
}

/**
 * Starts a kernel over and over. Each is asked before its process is there, as Jupyter does it, and runs a cell; all that
 * belongs to that has to arrive: both replies, and of the cell `busy`, its input, what it prints, and `idle`.
 * @param tell takes how many starts are done
 */
export async function countLosses(peer: Peer, starts: number, tell: (done: number) => void): Promise<Losses> {
  const lost: string[] = [];
  let messages = 0;
  const expect = (what: string, there: boolean): void => {
    messages++;
    if (!there) lost.push(what);
  };
  for (let done = 0; done < starts; done++) {
    const kernel = await Running.start(peer);
    try {
      const info = await kernel.request('kernel_info_request', {}, { idle: false, patience: PATIENCE_MS }).answer;
      expect('kernel_info_reply', info !== undefined);
      await kernel.subscribed(PATIENCE_MS);
      const answer = await kernel.execute(peer.cells.hello, PATIENCE_MS).answer;
      expect('execute_reply and idle', answer !== undefined);
      const said = answer?.said.map(({ header }) => header.msg_type).join(' ');
      expect(`busy, execute_input, stream, idle (there was ${said ?? 'nothing'})`, said === 'status execute_input stream status' && printed(answer) === '1\n');
    } finally {
      await kernel.end();
    }
    tell(done + 1);
  }
  return { starts, messages, lost };
}
