import type { LinkType } from '../../commands/tcpdump/print/packet';

/** Whose life a vertical line of a ladder is: an interface, or an address. */
export interface Lifeline {
  readonly name: string;
  /** the host or namespace that it belongs to; '' where that isn't known */
  readonly place: string;
  /** its addresses */
  readonly details: readonly string[];
}

/** A frame that was seen, a row of the packet table. */
export interface SeenPacket {
  /** ns, counted from where the trace begins */
  readonly at: number;
  /** `veth1 → veth0`, `eth0 in` */
  readonly where: string;
  readonly linkType: LinkType;
  /** octets on the wire */
  readonly length: number;
  /** those of them that were captured */
  readonly octets: Uint8Array;
}

/** Why a packet ended. */
export interface Verdict {
  /** as the end of "dropped, because ..." */
  readonly because: string;
  /** the sysctl, table or rule that decided */
  readonly decidedBy?: string;
  /** Linux's own word, `SKB_DROP_REASON_...` */
  readonly term: string;
}

interface At {
  /** ns, counted from where the trace begins */
  readonly at: number;
}

/** A frame went from one lifeline to another, or to itself. Lifelines and packets are indices into the trace's lists. */
export interface FrameStep extends At {
  readonly kind: 'frame';
  readonly packet: number;
  /** undefined: it was sent before the trace begins, or out of its sight */
  readonly from?: number;
  /** undefined: it didn't arrive anywhere */
  readonly to?: number;
  readonly dropped?: Verdict;
  /** where that isn't seen to be dropped, yet didn't arrive */
  readonly lost?: string;
  /** IPv6's own housekeeping, which nobody needs to listen to */
  readonly housekeeping: boolean;
}

/** A packet passed from one interface of a host to another. */
export interface PassStep extends At {
  readonly kind: 'pass';
  readonly from: number;
  readonly to: number;
  /** `forwarded`, and what was rewritten: `source 10.0.0.2 → 192.0.2.1` */
  readonly words: readonly string[];
  /** whether addresses or ports were translated */
  readonly translated: boolean;
  readonly housekeeping: boolean;
}

/** A packet ended without having been seen on the way just before. */
export interface DropStep extends At {
  readonly kind: 'drop';
  readonly packet: number;
  readonly on: number;
  readonly dropped: Verdict;
  readonly housekeeping: boolean;
}

/** Something that happened beside the packets, such as a neighbour's change of state. */
export interface NoteStep extends At {
  readonly kind: 'note';
  /** undefined: it belongs to no interface */
  readonly on?: number;
  readonly text: string;
  readonly bad: boolean;
}

export type Step = FrameStep | PassStep | DropStep | NoteStep;

/** What a ladder and a packet table show. Steps are in the order of time. */
export interface Trace {
  readonly lifelines: readonly Lifeline[];
  readonly packets: readonly SeenPacket[];
  readonly steps: readonly Step[];
  /** what else there is to say, in sentences */
  readonly remarks: readonly string[];
}
