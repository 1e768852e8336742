import { createRealBackend } from '../../../src/backend/real/create';
import { makeNames } from '../../../src/commands/tcpdump/names';
import { PacketPrinter } from '../../../src/commands/tcpdump/print/packet';
import type { CapturedPacket } from '../../../src/commands/program';
import { Shell, startLabOn } from '../../../src/shell';
import type { Terminal } from '../../../src/shell';
import { answerInside } from './answer';

const NAMES = makeNames({ numeric: true, short: false, hosts: [], interfaceName: () => undefined });
const PRINT = { v: 0, e: false, n: true, q: 0, S: false, K: false, t: 1, x: 0, X: 0, A: 0, number: false } as const;

/** Runs text twice on a lab of one host: at a terminal that takes packets, and at one that doesn't. */
async function captures(texts: readonly string[]): Promise<readonly unknown[]> {
  const backend = await startLabOn(createRealBackend, {});
  const shell = new Shell(backend, { interactive: true, limit: 2 });
  const run = async (text: string, taking: boolean): Promise<{ stdout: string; stderr: string; packets: string[] }> => {
    const said = { stdout: '', stderr: '', packets: [] as string[] };
    const output = (stream: 'stdout' | 'stderr') => ({
      isTerminal: true,
      write: async (data: string | Uint8Array) => void (said[stream] += typeof data === 'string' ? data : new TextDecoder().decode(data)),
      ...(taking && { captured: ({ linkType, packet, file }: CapturedPacket) => void said.packets.push(`${file ?? '-'} ${new PacketPrinter(linkType, PRINT, NAMES).print(packet).trim()}`) }),
      close: () => undefined,
    });
    const terminal: Terminal = { stdin: { read: () => Promise.resolve(null), close: () => undefined }, stdout: () => output('stdout'), stderr: () => output('stderr') };
    await shell.run(text, terminal);
    return said;
  };
  const results = [];
  for (const text of texts) results.push({ text, taken: await run(text, true), plain: await run(text, false) });
  await backend.close();
  return results;
}

answerInside(captures);
