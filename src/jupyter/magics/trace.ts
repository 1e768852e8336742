import { filterNames, FilterError, makeFilter, type Test } from '../../commands/tcpdump/filter';
import { renderTrace, type SeenPacket } from '../../render';
import type { CellOutcome, CellOutput } from '../session';
import type { Choice } from '../trace/journeys';
import type { Workbench } from '../workbench';
import { MagicError, answer } from './magic';
import type { CellMagic, Magic } from './magic';

const ARGUMENTS = '[-i INTERFACE[,...]] [FILTER]';

const DETAILS = [
  'A ladder: a line for each interface, an arrow for each packet that went from one to another, a cross where one was dropped, with the reason;',
  'below it a table of the packets, whose rows open to the decoded headers and the octets.',
  "-i chooses interfaces by name; FILTER is tcpdump's language, e.g. `%%trace arp or icmp`, `%%trace -i veth0 tcp port 80`.",
];

/** Reads what `%trace` and `%%trace` are called with. @throws {MagicError} */
function readChoice(argument: string, usage: string): Choice {
  const [, names, expression = ''] = /^(?:-i\s*(\S+)(?:\s+|$))?(.*)$/.exec(argument) ?? [];
  if (/^-/.test(expression)) throw new MagicError(`${usage}: ${JSON.stringify(expression.split(' ')[0])} is none of its options; -i chooses interfaces`);
  const interfaces = names === undefined ? [] : names.split(',').filter((name) => name !== '');
  return { interfaces, ...(expression !== '' && { accept: acceptor(expression) }) };
}

/** @throws {MagicError} for a mistake in the filter */
function acceptor(expression: string): NonNullable<Choice['accept']> {
  const tests = new Map<SeenPacket['linkType'], Test>();
  const make = (linkType: SeenPacket['linkType']): Test => {
    try {
      return makeFilter(expression, linkType, false, filterNames([]));
    } catch (error) {
      if (error instanceof FilterError) throw new MagicError(`the filter ${JSON.stringify(expression)} can't be used: ${error.message}. It is tcpdump's language, e.g. arp or icmp`);
      throw error;
    }
  };
  tests.set('EN10MB', make('EN10MB'));
  return ({ octets, length, linkType }) => (tests.get('EN10MB')!)(linkType === 'RAW' ? { octets: framed(octets), length: length + 14 } : { octets, length });
}

/** A packet with the Ethernet header that filters look behind. */
function framed(packet: Uint8Array): Uint8Array {
  const frame = new Uint8Array(14 + packet.length);
  frame.set((packet[0] ?? 0) >>> 4 === 6 ? [0x86, 0xdd] : [0x08, 0x00], 12);
  frame.set(packet, 14);
  return frame;
}

async function showTrace(workbench: Workbench, choice: Choice, output: CellOutput): Promise<void> {
  const trace = await workbench.trace(choice);
  if (trace.steps.length === 0) return answer(output, choice.interfaces.length > 0 || choice.accept ? 'No packet of that kind moved.' : 'No packet moved.');
  output.display(renderTrace(trace));
}

export const traceCell: CellMagic = {
  usage: `%%trace ${ARGUMENTS}`,
  summary: 'runs the cell, then draws which packets went where meanwhile on all hosts, what was lost, and why',
  details: DETAILS,
  run: async (workbench, argument, body, output): Promise<CellOutcome> => {
    const choice = readChoice(argument, '%%trace');
    const outcome = await workbench.run(body, output);
    await showTrace(workbench, choice, output);
    return outcome;
  },
};

export const trace: Magic = {
  usage: `%trace ${ARGUMENTS}`,
  summary: 'draws the packets of the last cell that ran commands, as %%trace does',
  details: DETAILS,
  run: async (workbench, argument, output) => {
    const choice = readChoice(argument, '%trace');
    if (workbench.kind === 'real') throw new MagicError('a real kernel only shows packets to who listens: write %%trace as the first line of the cell that sends them');
    await showTrace(workbench, choice, output);
  },
};
