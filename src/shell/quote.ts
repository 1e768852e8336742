const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
const CONTROL = /[\x00-\x1f\x7f]/;
const NAMED: Readonly<Record<string, string>> = { '\x07': '\\a', '\b': '\\b', '\x1b': '\\E', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' };

/** `$'…'`, as bash quotes text with control characters. */
export function ansiQuote(text: string): string {
  const body = text.replace(/[\\']/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, char => NAMED[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `$'${body}'`;
}

/** As bash's `set -x`, `declare -p` and `${name@Q}` quote: single quotes, `'\''` for one inside. */
export function singleQuote(text: string): string {
  return CONTROL.test(text) ? ansiQuote(text) : `'${text.replaceAll("'", "'\\''")}'`;
}

/** As `printf %q`: backslashes. */
export function backslashQuote(text: string): string {
  if (text === '') return "''";
  if (CONTROL.test(text)) return ansiQuote(text);
  return text.replace(/[^A-Za-z0-9_@%+=:./-]/gu, char => (char.codePointAt(0)! > 127 ? char : `\\${char}`)).replace(/^~/, '\\~');
}

/** Only where it must be, in single quotes: what `set -x` shows. */
export function quoteIfNeeded(text: string): string {
  return PLAIN.test(text) ? text : singleQuote(text);
}
