import { v4 as uuid } from 'uuid';

/** The version of the messaging protocol spoken: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
export const PROTOCOL_VERSION = '5.4';

/** The channels that carry messages; the heartbeat carries none. */
export type Channel = 'shell' | 'control' | 'iopub' | 'stdin';

export type Content = Readonly<Record<string, unknown>>;

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601 */
  readonly date: string;
  readonly version: string;
  /** the subshell that shall answer; the notebook's own shell where it is missing or null */
  readonly subshell_id?: string | null;
}

/** A whole message as the protocol defines it, whatever carries it. */
export interface Message {
  readonly channel: Channel;
  readonly header: Header;
  /** Empty for a message that nothing caused. */
  readonly parent_header: Header | Record<string, never>;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
  /** Where a ROUTER socket's message came from, or shall go; on iopub the topic. */
  readonly identities: readonly (string | Uint8Array)[];
}

/** Writes the kernel's own messages: one session id, and a message id each that counts on from it. */
export class Author {
  readonly session = uuid();
  #written = 0;

  /** A message caused by `parent`; replies go back to where it came from. */
  write(channel: Channel, msg_type: string, content: Content, parent?: Message): Message {
    return {
      channel,
      header: { msg_id: `${this.session}_${++this.#written}`, msg_type, session: this.session, username: 'kernel', date: new Date().toISOString(), version: PROTOCOL_VERSION },
      parent_header: parent?.header ?? {},
      metadata: {},
      content,
      buffers: [],
      identities: channel === 'iopub' ? [`kernel.${this.session}.${msg_type}`] : (parent?.identities ?? []),
    };
  }
}

/** When a message was sent, µs since the Unix epoch, as far as its date tells; else NaN. */
export function sentAt({ header: { date } }: Message): number {
  const [, whole, fraction = '0', zone = ''] = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?$/s.exec(typeof date === 'string' ? date : '')!;
  return Date.parse(whole + zone) * 1000 + Number(`0.${fraction}`) * 1e6;
}
