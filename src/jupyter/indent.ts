/** A line that ends where the body of a compound command begins. */
const BODY = /(?:^|[\s;])(?:do|then|else|\{|\(|case\s.*\sin)\s*$/;

/** Inside a quote or a here-document blanks are part of the text; only what lacks its end as a command is indented. */
const LACKS_END = 'syntax error: unexpected end of file';

/**
 * The blanks that the next line of an unfinished text begins with.
 * @param message what bash says of the text; undefined where it says nothing
 */
export function indentAfter(code: string, message: string | undefined): string {
  if (message !== LACKS_END) return '';
  const last = code.trimEnd().split('\n').at(-1)!;
  return /^[ \t]*/.exec(last)![0] + (BODY.test(last) ? '  ' : '');
}
