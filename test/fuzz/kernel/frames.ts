import fc from '../../property';
import type { Channel } from '../../../src/jupyter/message';
import { HANDLERS } from '../../../src/jupyter/requests';
import { Signer } from '../../../src/transport/wire';

/** What a front end, or somebody else, puts on a channel's socket. */
export interface Sent {
  readonly channel: Extract<Channel, 'shell' | 'control' | 'stdin'>;
  readonly frames: readonly Buffer[];
}

export const KEY = 'the-key-of-the-fuzz';

const DELIMITER = '<IDS|MSG>';
const signer = new Signer(KEY, 'hmac-sha256');

/** Requests that end the kernel where they are as they should be. */
const ENDING = 'shutdown_request';

const TYPES = [...HANDLERS.keys(), 'input_reply', 'comm_open', 'comm_msg', 'status', 'stream', '', '__proto__', 'constructor', 'toString', 'execute_reply', '\ud800', 'x'.repeat(10_000)];
const FIELDS = ['code', 'cursor_pos', 'comm_id', 'target_name', 'data', 'subshell_id', 'hist_access_type', 'n', 'session', 'start', 'stop', 'pattern', 'unique', 'user_expressions', 'allow_stdin', 'silent', 'store_history', 'detail_level', 'value', '__proto__', 'constructor'];

const deep = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 3, arbitrary: fc.constantFrom<unknown>('__proto__', '\ud800', '\u0000', -1, 1e308, 0.5, '', 'ip link', 'echo "', '*?'.repeat(500), 'a'.repeat(50_000), { toString: 1 }, [[]], { code: {} }, 'range', 'tail', 'search', true, 2 ** 53, JSON.parse('{"__proto__":{"polluted":1}}')) },
);
/** Commands that neither run on nor change anything; what cells can do is another matter. */
const harmless = fc.constantFrom('true', 'ip link show lo', ':', 'echo $((1+1))', 'if', '%help', '%nothing', '');

const content = fc.oneof(
  fc.dictionary(fc.constantFrom(...FIELDS.filter((field) => field !== 'code')), hostile, { maxKeys: 6 }).chain((some) => fc.option(harmless).map((code): unknown => (code === null ? some : { ...some, code }))),
  hostile,
);

const header = fc.tuple(fc.uuid(), fc.constantFrom(...TYPES), fc.option(fc.tuple(fc.constantFrom('msg_id', 'msg_type', 'session', 'username', 'date', 'version', 'subshell_id'), hostile))).map(([msg_id, msg_type, change]): Record<string, unknown> => ({
  msg_id, msg_type, session: 'fuzz', username: 'fuzz', date: '2026-01-01T00:00:00Z', version: '5.4', ...(change && { [change[0]]: change[1] }),
}));

const whole = fc.tuple(header, fc.oneof(fc.constant({}), hostile), fc.oneof(fc.constant({}), hostile), content).map((parts) => parts.map((part) => JSON.stringify(part) ?? 'null'));

/** Something that is no message's part, or only looks like one. */
const rubbish = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(octets)),
  fc.constantFrom('', 'null', '[]', '1', '"x"', '{', '\ufeff{}', '{"a":1}{"b":2}', deep(5_000, '[', ']'), deep(5_000, '{"a":', '}').replace(':}', ':1}'), `{"code":"${'y'.repeat(300_000)}"}`, '{"__proto__":{"code":"x"}}', '{"msg_id":1}').map((text) => Buffer.from(text)),
);

const framed = (parts: readonly (string | Buffer)[], signature?: string): Buffer[] => {
  const buffers = parts.map((part) => Buffer.from(part as string));
  return [Buffer.from(DELIMITER), Buffer.from(signature ?? signer.sign(buffers.slice(0, 4))), ...buffers];
};

const frames: fc.Arbitrary<readonly Buffer[]> = fc.oneof(
  { weight: 8, arbitrary: whole.map((parts) => framed(parts)) },
  { weight: 3, arbitrary: fc.tuple(whole, fc.nat(3), rubbish).map(([parts, at, other]) => framed(parts.map((part, index) => (index === at ? other : part)))) },
  { weight: 2, arbitrary: fc.tuple(whole, fc.constantFrom('', 'abc', '0'.repeat(64), 'ü'.repeat(64), 'f'.repeat(100_000))).map(([parts, signature]) => framed(parts, signature)) },
  { weight: 1, arbitrary: fc.array(rubbish, { maxLength: 8 }) },
  { weight: 1, arbitrary: fc.tuple(whole, fc.nat(6), fc.nat(3)).map(([parts, from, count]) => framed(parts).filter((_, index) => index < from || index >= from + count)) },
  { weight: 1, arbitrary: fc.tuple(whole, fc.array(rubbish, { maxLength: 5 })).map(([parts, more]) => [...framed(parts), ...more]) },
  { weight: 1, arbitrary: whole.map((parts) => [Buffer.from('somebody'), Buffer.from(DELIMITER), ...framed(parts)]) },
);

const ends = (all: readonly Buffer[]): boolean => all.some((frame) => frame.includes(`"${ENDING}"`));

/** Messages that no front end should send. None of them rightly ends the kernel. */
export const messages: fc.Arbitrary<Sent> = fc.record({ channel: fc.constantFrom<Sent['channel']>('shell', 'control', 'stdin'), frames }).filter((sent) => !ends(sent.frames));
