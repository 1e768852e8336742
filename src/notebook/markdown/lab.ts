import { fromMarkdown } from 'mdast-util-from-markdown';
import { parse } from 'yaml';
import { codeCell, markdownCell, notebookOf, type About, type Cell, type Notebook } from '../nbformat';
import { partsOf, type Part } from './parts';

/** A listing of the text, and the cell that runs its command. */
export interface Listing {
  /** in the Markdown file, counted from 1 */
  readonly line: number;
  /** index of its cell */
  readonly cell: number;
  readonly command: string;
  readonly text: string;
  /** no command stands before it: `command` is what the text speaks of */
  readonly guessed: boolean;
}

export interface MarkdownLab {
  readonly notebook: Notebook;
  readonly listings: readonly Listing[];
}

/** What is known of labs: those that there are, and a lab's hosts. */
export interface KnownLabs {
  readonly names: readonly string[];
  /** @throws Error for a lab that there isn't */
  hosts(lab: string): readonly string[];
}

/** A lab's text that can't be read; the message says where and what to do. */
export class MarkdownLabError extends Error {
  override readonly name = 'MarkdownLabError';
}

const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m;

/**
 * Makes a notebook of a lab that somebody wrote in Markdown: commands behind a prompt in back-quotes become cells, listings
 * what these should print, quotes that ask and `Q1:` questions; numbered steps count on from 1 below each heading.
 * @param lab what it starts from; default: its front matter's `lab`, or the lab with the name of its first prompt's host
 * @throws {MarkdownLabError} for front matter that isn't YAML, and a text without a command
 */
export function readMarkdownLab(markdown: string, known: KnownLabs, lab?: string): MarkdownLab {
  const text = markdown.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const [whole = '', yaml = ''] = text.startsWith('---') ? FRONT_MATTER.exec(text) ?? [] : [];
  const front = frontMatter(yaml);
  const body = text.slice(whole.length);
  const parts = partsOf(fromMarkdown(body), body, whole.split('\n').length - 1);
  const first = parts.find((part) => part.kind === 'command');
  if (!first) throw new MarkdownLabError('there is no command in it: write a prompt and the command, each in back-quotes, as `student@beachhead:~$` `ip link`');
  const chosen = lab ?? (typeof front.lab === 'string' ? front.lab : known.names.find((name) => name === first.host));
  const title = typeof front.title === 'string' ? front.title : undefined;
  const builder = new Builder(chosen === undefined ? [] : known.hosts(chosen));
  if (title !== undefined) builder.say(`# ${title}`);
  if (chosen !== undefined) builder.run(`%lab ${chosen}`);
  for (const part of parts) builder.add(part);
  return { notebook: notebookOf(builder.finish(), { vethlab: aboutOf(front) }), listings: builder.listings };
}

/** `Lab 02 - Virtual Interfaces`, as labs are often titled. */
const NUMBERED = /^lab\s+0*(\d+)\s*[-–—:.]\s*(\S.*)$/i;

function aboutOf({ course, title }: Readonly<Record<string, unknown>>): About {
  const [, number, rest] = (typeof title === 'string' && NUMBERED.exec(title)) || [];
  return { ...(typeof course === 'string' && { course }), ...(number !== undefined && { lab: Number(number) }), ...(typeof title === 'string' && { title: rest ?? title }) };
}

function frontMatter(yaml: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(yaml);
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  } catch (error) {
    throw new MarkdownLabError(`the front matter isn't YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Turns parts into cells. Text gathers in one cell until a command or a question comes. */
class Builder {
  readonly listings: Listing[] = [];
  readonly #cells: Cell[] = [];
  #words: string[] = [];
  #number = 0;
  /** what the next text begins with: its step's number */
  #mark = '';
  #questions = 0;
  #host: string | undefined;

  constructor(private readonly hosts: readonly string[]) {
    this.#host = hosts[0];
  }

  add(part: Part): void {
    switch (part.kind) {
      case 'text':
        return this.say(part.markdown);
      case 'heading':
        this.#number = 0;
        return this.say(part.markdown);
      case 'step':
        this.#mark = `**${++this.#number}.** `;
        return;
      case 'command':
        return this.#command(part.command, part.host);
      case 'listing':
        if (part.guess !== undefined) this.#command(part.guess, undefined);
        this.listings.push({ line: part.line, cell: this.#cells.length - 1, command: (this.#cells.at(-1)!).source, text: part.text, guessed: part.guess !== undefined });
        return;
      case 'question':
        return this.#question(part.markdown, part.answer);
    }
  }

  say(markdown: string): void {
    this.#words.push(`${this.#mark}${markdown}`);
    this.#mark = '';
  }

  run(source: string): void {
    if (this.#mark !== '') this.say('');
    this.#flush();
    this.#cells.push(codeCell(this.#id(), source));
  }

  finish(): readonly Cell[] {
    this.#flush();
    return this.#cells;
  }

  #command(command: string, host: string | undefined): void {
    const moves = host !== undefined && host !== this.#host && this.hosts.includes(host);
    if (moves) this.#host = host;
    this.run(moves ? `%host ${host}\n${command}` : command);
  }

  #question(markdown: string, answer: string | undefined): void {
    const number = ++this.#questions;
    if (this.#mark !== '') this.say('');
    this.#flush();
    this.#cells.push(markdownCell(`q${number}`, markdown, 'question'), markdownCell(`q${number}-answer`, '✎ *Your answer (double-click to write):*', 'answer'));
    if (answer !== undefined) this.#cells.push(markdownCell(`q${number}-solution`, `<details>\n<summary>Solution</summary>\n\n${answer}\n\n</details>`, 'solution'));
  }

  #flush(): void {
    if (this.#words.length === 0) return;
    this.#cells.push(markdownCell(this.#id(), this.#words.map((text) => text.trimEnd()).join('\n\n')));
    this.#words = [];
  }

  #id(): string {
    return `c${this.#cells.length + 1}`;
  }
}
