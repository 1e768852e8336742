import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { Hmac, KeyObject } from 'node:crypto';
import type { Channel, Content, Header, Message } from '../jupyter/message';

/** What stands between the identities and the message in a multipart frame list. */
const DELIMITER = '<IDS|MSG>';
const DELIMITED = Buffer.from(DELIMITER);

/**
 * A frame to be sent. zeromq.js lets go of a text in ZeroMQ's own thread, of a Buffer above 128 octets only by a call back to this one: JSON goes out
 * as text.
 */
export type Frame = string | Uint8Array;

/** As many messages as a quick cell takes: the request, and what is said to it. */
const READY = 6;

/** Signs and verifies messages with a connection file's key; with an empty key nothing is signed, whatever the scheme. */
export class Signer {
  readonly #algorithm: string;
  readonly #key: KeyObject | undefined;
  /** begun, with nothing in them yet */
  readonly #ready: Hmac[] = [];

  /**
   * @param scheme signature_scheme of the connection file, e.g. `hmac-sha256`
   * @throws Error for a scheme that isn't HMAC with a hash that Node knows
   */
  constructor(key: string, scheme: string) {
    this.#algorithm = scheme.replace(/^hmac-/, '');
    if (key === '') return;
    try {
      if (this.#algorithm === scheme) throw new Error('no HMAC');
      this.#key = createSecretKey(key, 'utf8');
      createHmac(this.#algorithm, this.#key);
    } catch (cause) {
      throw new Error(`signature_scheme ${JSON.stringify(scheme)} is not supported: use hmac-sha256`, { cause });
    }
  }

  /** Hexadecimal signature over header, parent_header, metadata and content. */
  sign(parts: readonly Buffer[] | readonly string[]): string {
    if (!this.#key) return '';
    const hmac = this.#ready.pop() ?? createHmac(this.#algorithm, this.#key);
    const [first] = parts;
    return hmac.update(typeof first === 'string' ? parts.join('') : Buffer.concat(parts as readonly Buffer[])).digest('hex');
  }

  /** Begins the next signatures, which is half of their cost: for when nobody waits. */
  prepare(): void {
    while (this.#key && this.#ready.length < READY) this.#ready.push(createHmac(this.#algorithm, this.#key));
  }

  verify(parts: readonly Buffer[], signature: Uint8Array): boolean {
    const expected = Buffer.from(this.sign(parts));
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
}

/** Headers of requests, which go back with all that is said to them. */
const parents = new WeakMap<Message['parent_header'], string>();

function parentText(header: Message['parent_header']): string {
  const known = parents.get(header);
  if (known !== undefined) return known;
  const text = JSON.stringify(header);
  parents.set(header, text);
  return text;
}

/** A message as the frames that ZeroMQ carries. */
export function encode(message: Message, signer: Signer): Frame[] {
  const parts = [JSON.stringify(message.header), parentText(message.parent_header), JSON.stringify(message.metadata), JSON.stringify(message.content)];
  return [...message.identities, DELIMITER, signer.sign(parts), ...parts, ...message.buffers];
}

/**
 * Frames as a message.
 * @throws Error saying what is wrong with them: no delimiter, a wrong signature, no JSON, no header
 */
export function decode(channel: Channel, frames: readonly Buffer[], signer: Signer): Message {
  const at = frames.findIndex((frame) => frame.equals(DELIMITED));
  if (at < 0) throw new Error('no <IDS|MSG> delimiter');
  const [signature, ...rest] = frames.slice(at + 1);
  if (!signature || rest.length < 4) throw new Error(`${frames.length - at - 1} frames after the delimiter where at least 5 belong`);
  const parts = rest.slice(0, 4);
  if (!signer.verify(parts, signature)) throw new Error('the signature does not match');
  const [header, parent_header, metadata, content] = parts.map(parse) as [Content, Content, Content, Content];
  for (const field of ['msg_id', 'msg_type', 'session'] as const) {
    if (typeof header[field] !== 'string') throw new Error(`header.${field} is missing`);
  }
  return {
    channel,
    header: header as unknown as Header,
    parent_header: parent_header as unknown as Header,
    metadata,
    content,
    buffers: rest.slice(4),
    identities: frames.slice(0, at),
  };
}

function parse(part: Buffer, index: number): Content {
  const name = ['header', 'parent_header', 'metadata', 'content'][index]!;
  let value: unknown;
  try {
    value = JSON.parse(part.toString('utf8'));
  } catch {
    throw new Error(`${name} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${name} is not a JSON object`);
  return value as Content;
}
