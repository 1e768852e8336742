import type { TcpState } from '../../stack';

/** TCP's states in the order of the kernel's numbers, which count from 1; the names that filters have for them. */
const STATES: readonly (readonly [state: TcpState, name: string])[] = [
  ['ESTAB', 'established'], ['SYN-SENT', 'syn-sent'], ['SYN-RECV', 'syn-recv'], ['FIN-WAIT-1', 'fin-wait-1'], ['FIN-WAIT-2', 'fin-wait-2'], ['TIME-WAIT', 'time-wait'],
  ['CLOSE', 'unconnected'], ['CLOSE-WAIT', 'close-wait'], ['LAST-ACK', 'last-ack'], ['LISTEN', 'listening'], ['CLOSING', 'closing'],
];

const bit = (name: string): number => 2 ** (1 + STATES.findIndex(([state, each]) => state === name || each === name));

export const ALL = 0xfff;
export const CONNECTED = ALL & ~(bit('LISTEN') | bit('CLOSE') | bit('TIME-WAIT') | bit('SYN-RECV'));

const GROUPS: Readonly<Record<string, number>> = {
  'close': bit('CLOSE'), 'closed': bit('CLOSE'), 'syn-rcv': bit('SYN-RECV'), 'all': ALL, 'connected': ALL & ~(bit('CLOSE') | bit('LISTEN')),
  'synchronized': ALL & ~(bit('CLOSE') | bit('LISTEN') | bit('SYN-SENT')), 'bucket': bit('SYN-RECV') | bit('TIME-WAIT'), 'big': ALL & ~(bit('SYN-RECV') | bit('TIME-WAIT')),
  'unknown': 1,
};

/** The states that a word of a filter stands for, a bit each. */
export function stateBits(word: string): number | undefined {
  const name = word.toLowerCase();
  return GROUPS[name] ?? (STATES.some(([, each]) => each === name) ? bit(name) : undefined);
}

export function hasState(bits: number, state: TcpState): boolean {
  return (bits & bit(state)) !== 0;
}

/** Whether it is one state only, so that no line needs to say it. */
export function isOneState(bits: number): boolean {
  return (bits & (bits - 1)) === 0;
}
