import type { Code, List, ListItem, Nodes, Paragraph, PhrasingContent, Root } from 'mdast';
import { looksLikeCommand, promptOf, typedAt, type Typed } from './prompt';

interface At {
  /** in the file, counted from 1 */
  readonly line: number;
}

/** What a lab written in Markdown is made of, in its order. */
export type Part =
  | At & { readonly kind: 'text'; readonly markdown: string }
  | At & { readonly kind: 'heading'; readonly markdown: string }
  | At & { readonly kind: 'step' }
  | At & Typed & { readonly kind: 'command' }
  /** what a command printed; `guess`: no command stands before it, but its step speaks of one */
  | At & { readonly kind: 'listing'; readonly text: string; readonly guess?: string }
  | At & { readonly kind: 'question'; readonly markdown: string; readonly answer?: string };

const QUESTION = /^Q(?:uestion)?\s*\d*\s*[.:)]/i;
const ANSWER = /^A(?:nswer)?\s*\d*\s*[.:)]/i;
const SHELL = ['bash', 'sh', 'shell', 'zsh'];
/** What listings are fenced as; whatever else is fenced is no output of a command. */
const OUTPUT = ['', 'console', 'shell-session', 'sh-session', 'text', 'txt', 'output', 'none', ...SHELL];

/**
 * Takes a lab's Markdown apart.
 * @param tree of mdast, with positions in `source`
 * @param offset lines before `source` in its file
 */
export function partsOf(tree: Root, source: string, offset: number): Part[] {
  return new Parts(source, offset).block(tree.children);
}

class Parts {
  /** what the present step's words name that could be a command */
  #named: string | undefined;
  /** a command has been typed, and nothing else said since */
  #typed = false;

  constructor(private readonly source: string, private readonly offset: number) {}

  block(nodes: readonly Nodes[]): Part[] {
    return nodes.flatMap((node) => this.#part(node));
  }

  #part(node: Nodes): Part[] {
    switch (node.type) {
      case 'heading':
        return [{ kind: 'heading', ...this.#at(node), markdown: this.#text(node) }];
      case 'paragraph':
        return this.#paragraph(node);
      case 'code':
        return this.#fence(node);
      case 'list':
        return this.#list(node);
      case 'blockquote': {
        const markdown = this.#text(node).replace(/^[ \t]*> ?/gm, '');
        return [/\?\s*$/m.test(markdown) ? { kind: 'question', ...this.#at(node), markdown } : this.#said(node)];
      }
      default:
        return [this.#said(node)];
    }
  }

  #paragraph(node: Paragraph): Part[] {
    const parts: Part[] = [];
    let words: PhrasingContent[] = [];
    const say = (): void => {
      const [first, last] = [words[0], words.at(-1)];
      const markdown = first && last ? this.#slice(first, last).trim() : '';
      if (markdown !== '') parts.push({ kind: 'text', ...this.#at(first!), markdown });
      words = [];
    };
    const { children } = node;
    this.#named = children.map(spoken).filter(looksLikeCommand).at(-1) ?? this.#named;
    for (let i = 0; i < children.length; i++) {
      const typed = this.#typedIn(children, i);
      if (!typed) {
        words.push(children[i]!);
        continue;
      }
      say();
      i += typed.nodes - 1;
      // A remark beside a command is read before it runs.
      while (i + 1 < children.length && !this.#typedIn(children, i + 1)) words.push(children[++i]!);
      say();
      parts.push({ kind: 'command', ...this.#at(children[i]!), host: typed.host, command: typed.command });
    }
    say();
    this.#typed = parts.at(-1)?.kind === 'command';
    return parts;
  }

  /** A command in back-quotes that begins at a paragraph's node, and how many nodes it takes up. */
  #typedIn(nodes: readonly PhrasingContent[], index: number): (Typed & { readonly nodes: number }) | undefined {
    const [node, blank, next] = nodes.slice(index, index + 3);
    if (node?.type !== 'inlineCode') return undefined;
    const prompt = promptOf(node.value);
    if (prompt && blank?.type === 'text' && blank.value.trim() === '' && next?.type === 'inlineCode') return { ...prompt, command: next.value.trim(), nodes: 3 };
    const whole = typedAt(node.value);
    return whole && { ...whole, nodes: 1 };
  }

  #fence(node: Code): Part[] {
    const at = this.#at(node);
    const language = node.lang ?? '';
    if (!OUTPUT.includes(language)) return [this.#said(node)];
    const lines = node.value.split('\n');
    if (lines.some((line) => typedAt(line))) return this.#session(lines, at.line + 1);
    if (SHELL.includes(language)) {
      this.#typed = true;
      return [{ kind: 'command', ...at, host: undefined, command: node.value }];
    }
    const listing = { kind: 'listing', ...at, text: `${node.value}\n` } as const;
    if (this.#typed) {
      this.#typed = false;
      return [listing];
    }
    return this.#named === undefined ? [this.#said(node)] : [{ ...listing, guess: this.#named }];
  }

  /** A terminal's text: commands behind prompts, and what they printed. @param first the line of its first line */
  #session(lines: readonly string[], first: number): Part[] {
    const parts: Part[] = [];
    for (const [i, text] of lines.entries()) {
      const typed = typedAt(text);
      const line = first + i;
      const last = parts.at(-1);
      if (typed) parts.push({ kind: 'command', line, ...typed });
      else if (last?.kind === 'listing') parts.splice(-1, 1, { ...last, text: `${last.text}${text}\n` });
      else if (text.trim() === '') continue;
      else if (last?.kind === 'command') parts.push({ kind: 'listing', line, text: `${text}\n` });
      else parts.push({ kind: 'text', line, markdown: text });
    }
    this.#typed = parts.at(-1)?.kind === 'command';
    return parts;
  }

  #list(node: List): Part[] {
    return node.children.flatMap((item) => {
      const asked = this.#question(item);
      if (asked) return [asked];
      const inner = node.ordered ? this.#step(item) : this.block(item.children);
      const plain = !node.ordered && inner.every(({ kind }) => kind === 'text');
      return plain ? [this.#said(item)] : inner;
    });
  }

  #step(item: ListItem): Part[] {
    this.#named = undefined;
    this.#typed = false;
    return [{ kind: 'step', ...this.#at(item) }, ...this.block(item.children)];
  }

  /** `Q1: ...`, and its `A1: ...` below. */
  #question(item: ListItem): Part | undefined {
    const [asked, ...rest] = item.children;
    if (asked?.type !== 'paragraph' || !QUESTION.test(spoken(asked))) return undefined;
    const answers = rest.flatMap((node) => (node.type === 'list' ? node.children.flatMap(({ children }) => children) : [node]));
    const answer = answers.map((node) => (ANSWER.test(spoken(node)) ? this.#text(node).replace(ANSWER, '').trim() : this.#text(node))).join('\n\n');
    return { kind: 'question', ...this.#at(item), markdown: this.#text(asked), ...(answer !== '' && { answer }) };
  }

  #said(node: Nodes): Part {
    this.#typed = false;
    return { kind: 'text', ...this.#at(node), markdown: this.#text(node) };
  }

  #at(node: Nodes): At {
    return { line: node.position!.start.line + this.offset };
  }

  #text(node: Nodes): string {
    return this.#slice(node, node);
  }

  /** The source of neighbours, without the indent that a list gave it. */
  #slice(first: Nodes, last: Nodes): string {
    const { start } = first.position!;
    const text = this.source.slice(start.offset, last.position!.end.offset);
    return text.replace(new RegExp(`\n[ \t]{1,${Math.max(1, start.column - 1)}}`, 'g'), '\n');
  }
}

/** The words of a node, without their marks. */
function spoken(node: Nodes): string {
  if ('value' in node) return node.type === 'text' || node.type === 'inlineCode' ? node.value : '';
  return 'children' in node ? node.children.map(spoken).join('') : '';
}
