import { forEachChild, type ParsedScript, type SyntaxNode } from 'unbash';

/** What is wrong with a cell's text, in bash's words. */
export interface SyntaxProblem {
  /** lines without the shell's name */
  readonly message: string;
  /** more text could mend it */
  readonly incomplete: boolean;
}

interface Wording {
  readonly pattern: RegExp;
  readonly incomplete: boolean;
  readonly message: (match: RegExpExecArray, source: string, at: number) => string;
}

const unexpectedEnd = (): string => 'syntax error: unexpected end of file';
const looking = (quote: string) => (_match: RegExpExecArray): string => `unexpected EOF while looking for matching \`${quote}'`;

/** unbash's findings in bash's words. */
const WORDINGS: readonly Wording[] = [
  { pattern: /unterminated double quote/, incomplete: true, message: looking('"') },
  { pattern: /unterminated single quote|unterminated ANSI-C/, incomplete: true, message: looking("'") },
  { pattern: /unterminated backtick|unterminated .*`/, incomplete: true, message: looking('`') },
  { pattern: /unterminated (parameter|\$\{)/, incomplete: true, message: looking('}') },
  { pattern: /unterminated (command|arithmetic|process|\$\()/, incomplete: true, message: looking(')') },
  { pattern: /unterminated (array)/, incomplete: true, message: looking(')') },
];

const TOKEN = /^(?:;;&|;;|;&|&&|\|\||\|&|<<<|<<-|<<|>>|<&|>&|<>|>\||&>>|&>|[;&|()<>\n]|[^\s;&|()<>]+)/;

/** The first thing wrong with a parsed script; undefined when all is well. */
export function syntaxProblem(script: ParsedScript, source: string): SyntaxProblem | undefined {
  const error = firstError(script);
  if (!error) return undefined;
  const { message, pos } = error;
  for (const wording of WORDINGS) {
    const match = wording.pattern.exec(message);
    if (match) return { message: wording.message(match, source, pos), incomplete: wording.incomplete };
  }
  // an empty group is found wrong where it opens, by bash where it should go on
  const at = skipBlanks(source, /expected command in (?:brace group|subshell)/.test(message) ? pos + 1 : pos);
  if (at >= source.trimEnd().length && !/unexpected token/.test(message)) return { message: unexpectedEnd(), incomplete: true };
  const token = TOKEN.exec(source.slice(at))?.[0] ?? 'newline';
  const name = token === '\n' ? 'newline' : token;
  const line = source.slice(source.lastIndexOf('\n', at - 1) + 1).split('\n')[0]!;
  return { message: `syntax error near unexpected token \`${name}'\n\`${line}'`, incomplete: false };
}

/** Whether a here-document lacks the line that ends it. bash runs such a script all the same, but at a prompt it asks for more. */
export function hasOpenDocument(script: ParsedScript): boolean {
  let open = false;
  const visit = (node: SyntaxNode): void => {
    open ||= node.type === 'HereDoc' && node.closing === undefined;
    if (!open) forEachChild(node, visit);
  };
  visit(script);
  return open;
}

/** The same as text alone. */
export function syntaxMessage(script: ParsedScript, source: string): string | undefined {
  return syntaxProblem(script, source)?.message;
}

function skipBlanks(source: string, from: number): number {
  let at = from;
  while (at < source.length && ' \t'.includes(source[at]!)) at++;
  return at;
}

function firstError(script: ParsedScript): { message: string; pos: number } | undefined {
  const own = script.errors?.[0];
  if (own) return own;
  let found: { message: string; pos: number } | undefined;
  const visit = (node: SyntaxNode): void => {
    if (found) return;
    if (node.type === 'Script' && node !== script) found = (node as ParsedScript).errors?.[0];
    if (!found) forEachChild(node, visit);
  };
  forEachChild(script, visit);
  return found;
}
