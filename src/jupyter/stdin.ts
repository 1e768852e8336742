import type { Author, Message } from './message';

interface Asked {
  readonly question: Message;
  readonly answer: (line: string | null) => void;
}

/** What a front end sends for Ctrl-D, as IPython reads it. */
const END = '\u0004';

/** Questions to the user, over the stdin channel. */
export class Questions {
  #waiting: Asked[] = [];

  constructor(private readonly author: Author, private readonly send: (message: Message) => void) {}

  /** Asks whoever sent `request` for a line; null is the end of input. */
  ask(request: Message, prompt: string, password: boolean): Promise<string | null> {
    const question = this.author.write('stdin', 'input_request', { prompt, password }, request);
    return new Promise((resolve) => {
      this.#waiting.push({ question, answer: resolve });
      this.send(question);
    });
  }

  /** Takes an input_reply. Front ends may leave out what it replies to: then it is the oldest question. Late ones are passed over. */
  answer(reply: Message): void {
    const parent = reply.parent_header.msg_id;
    const ids = ({ question }: Asked): unknown[] => [question.header.msg_id, question.parent_header.msg_id];
    const asked = parent === undefined ? this.#waiting[0] : this.#waiting.find((one) => ids(one).includes(parent));
    if (!asked) return;
    this.#waiting = this.#waiting.filter((one) => one !== asked);
    const { value } = reply.content;
    asked.answer(value === END || typeof value !== 'string' ? null : value);
  }

  /** Nobody waits for answers any more: to those that a request caused, or to any. */
  withdraw(request?: Message): void {
    const gone = this.#waiting.filter(({ question }) => !request || question.parent_header.msg_id === request.header.msg_id);
    this.#waiting = this.#waiting.filter((one) => !gone.includes(one));
    for (const { answer } of gone) answer(null);
  }
}
