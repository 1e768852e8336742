import type { Waitable } from '../program';
import type { Command } from './objects';

/** stdio's buffer, which a program that a signal ends leaves unwritten; a terminal gets every line at once. */
const BUFFER_SIZE = 4096;

/** `ip netns monitor`: tells the names that come and go, until a signal. */
export const netnsMonitor: Command = async ip => {
  const lines: string[] = [];
  let wake = (): void => undefined;
  const stop = ip.process.host.onNetnsName((event, name) => {
    lines.push(`${event} ${name}\n`);
    wake();
  });
  const news: Waitable = {
    ready: () => lines.length > 0,
    subscribe: listener => {
      wake = listener;
      return () => { wake = () => undefined; };
    },
  };
  try {
    for (let buffered = ''; ;) {
      await ip.process.poll([news]);
      buffered += lines.splice(0).join('');
      if (!ip.process.stdout.isTerminal && buffered.length < BUFFER_SIZE) continue;
      ip.out(buffered);
      buffered = '';
      await ip.flush();
    }
  } finally {
    stop();
  }
};
