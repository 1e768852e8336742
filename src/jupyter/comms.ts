import type { Content, Message } from './message';

/** The kernel's end of a comm: a channel of its own to something in the front end. */
export interface Comm {
  readonly id: string;
  send(data: Content): void;
  close(data?: Content): void;
}

/** What serves the comms that a front end opens to a target. */
export interface CommTarget {
  opened(comm: Comm, data: Content): void;
  message?(comm: Comm, data: Content): void;
  closed?(comm: Comm, data: Content): void;
}

interface Open {
  readonly comm: Comm;
  readonly name: string;
  readonly target: CommTarget;
}

type Publish = (msg_type: 'comm_msg' | 'comm_close', content: Content, parent?: Message) => void;

/** The comms that are open, by id, and the targets that they can be opened to. */
export class Comms {
  readonly #open = new Map<string, Open>();

  constructor(private readonly targets: Readonly<Record<string, CommTarget>>, private readonly publish: Publish) {}

  /** comm_open. The protocol: a comm for a target that isn't known is closed at once. */
  open(request: Message): void {
    const [id, name] = [String(request.content.comm_id), String(request.content.target_name)];
    const target = Object.hasOwn(this.targets, name) ? this.targets[name] : undefined;
    if (!target) return this.publish('comm_close', { comm_id: id, data: {} }, request);
    const comm: Comm = {
      id,
      send: (data) => this.publish('comm_msg', { comm_id: id, data }),
      close: (data = {}) => {
        if (this.#open.delete(id)) this.publish('comm_close', { comm_id: id, data });
      },
    };
    this.#open.set(id, { comm, name, target });
    target.opened(comm, dataOf(request));
  }

  /** comm_msg; one for a comm that isn't open is passed over, since its end may be on the way. */
  message(request: Message): void {
    const open = this.#open.get(String(request.content.comm_id));
    open?.target.message?.(open.comm, dataOf(request));
  }

  /** comm_close */
  close(request: Message): void {
    const id = String(request.content.comm_id);
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.target.closed?.(open.comm, dataOf(request));
  }

  /** `comms` of a comm_info_reply. @param name of a target; undefined for all */
  list(name: string | undefined): Content {
    const open = [...this.#open].filter(([, comm]) => name === undefined || comm.name === name);
    return Object.fromEntries(open.map(([id, comm]) => [id, { target_name: comm.name }]));
  }
}

function dataOf({ content }: Message): Content {
  return (content.data as Content | null | undefined) ?? {};
}
