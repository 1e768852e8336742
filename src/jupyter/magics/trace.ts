import { filterNames, FilterError, makeFilter, type Test } from '../../commands/tcpdump/filter';
import { renderTrace, type Trace } from '../../render';
import { ETHERNET_HEADER } from '../../stack/wire';
import type { CellOutcome, CellOutput } from '../session';
import type { Choice } from '../trace/journeys';
import { Listening } from '../trace/listening';
import { overheard } from '../trace/overheard';
import type { Workbench } from '../workbench';
import { MagicError, answer } from './magic';
import type { CellMagic, Magic } from './magic';

const ARGUMENTS = '[-i INTERFACE[,...]] [FILTER]';

const DETAILS = [
  'A ladder: a line for each interface, an arrow for each packet that went from one to another, a cross where one was dropped, with the reason;',
  'below it a table of the packets, whose rows open to the decoded headers and the octets.',
  "-i chooses interfaces by name; FILTER is tcpdump's language, e.g. `%%trace arp or icmp`, `%%trace -i veth0 tcp port 80`.",
];

interface Asked extends Choice {
  /** tcpdump's filter as text */
  readonly expression: string;
}

/** What a filter often begins with. */
const WORDS = ['-i', 'arp', 'icmp', 'icmp6', 'ip', 'ip6', 'tcp', 'udp', 'host', 'net', 'port', 'not'];

/** Reads what `%trace` and `%%trace` are called with. @throws {MagicError} */
function readChoice(argument: string, usage: string): Asked {
  const [, names, expression = ''] = /^(?:-i\s*(\S+)(?:\s+|$))?(.*)$/.exec(argument) ?? [];
  if (/^-/.test(expression)) throw new MagicError(`${usage}: ${JSON.stringify(expression.split(' ')[0])} is none of its options; -i chooses interfaces`);
  const interfaces = names === undefined ? [] : names.split(',').filter((name) => name !== '');
  return { interfaces, expression, ...(expression !== '' && { accept: acceptor(expression) }) };
}

/** @throws {MagicError} for a mistake in the filter */
function acceptor(expression: string): NonNullable<Choice['accept']> {
  const test = filterOf(expression);
  return ({ octets, length, linkType }) => test(linkType === 'RAW' ? { octets: framed(octets), length: length + ETHERNET_HEADER } : { octets, length });
}

/** @throws {MagicError} */
function filterOf(expression: string): Test {
  try {
    return makeFilter(expression, 'EN10MB', false, filterNames([]));
  } catch (error) {
    if (error instanceof FilterError) throw new MagicError(`the filter ${JSON.stringify(expression)} can't be used: ${error.message}. It is tcpdump's language, e.g. arp or icmp`);
    throw error;
  }
}

/** A packet with the Ethernet header that filters look behind. */
function framed(packet: Uint8Array): Uint8Array {
  const frame = new Uint8Array(ETHERNET_HEADER + packet.length);
  frame.set((packet[0] ?? 0) >>> 4 === 6 ? [0x86, 0xdd] : [0x08, 0x00], 12);
  frame.set(packet, ETHERNET_HEADER);
  return frame;
}

function show(trace: Trace, { interfaces, accept }: Choice, output: CellOutput): void {
  if (trace.steps.length === 0) answer(output, interfaces.length > 0 || accept ? 'No packet of that kind moved.' : 'No packet moved.');
  else output.display(renderTrace(trace));
}

/** Runs shell text while tcpdump listens in each namespace that there is. */
async function listened(workbench: Workbench, { expression, interfaces }: Asked, body: string, output: CellOutput): Promise<readonly [CellOutcome, Trace]> {
  const { backend } = await workbench.desk();
  const before = await backend.snapshot();
  const listening = await Listening.begin(backend, expression);
  const outcome = await workbench.run(body, output);
  const heard = await listening.end();
  return [outcome, overheard(heard, interfaces, [await backend.snapshot(), before])];
}

export const traceCell: CellMagic = {
  usage: `%%trace ${ARGUMENTS}`,
  summary: 'runs the cell, then draws which packets went where meanwhile on all hosts, what was lost, and why',
  details: DETAILS,
  words: WORDS,
  run: async (workbench, argument, body, output): Promise<CellOutcome> => {
    const asked = readChoice(argument, '%%trace');
    const [outcome, trace] = workbench.kind === 'real' ? await listened(workbench, asked, body, output) : [await workbench.run(body, output), await workbench.trace(asked)];
    show(trace, asked, output);
    return outcome;
  },
};

export const trace: Magic = {
  usage: `%trace ${ARGUMENTS}`,
  summary: 'draws the packets of the last cell that ran commands, as %%trace does',
  details: DETAILS,
  words: WORDS,
  run: async (workbench, argument, output) => {
    const asked = readChoice(argument, '%trace');
    if (workbench.kind === 'real') return answer(output, 'A real kernel only shows packets to who listens: write %%trace as the first line of the cell that sends them.');
    show(await workbench.trace(asked), asked, output);
  },
};
