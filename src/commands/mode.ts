/** A file's new permission bits from its old ones. @param umask bits that an operation without `ugoa` leaves alone */
export type ModeChange = (bits: number, directory: boolean, umask: number) => number;

const WHO: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const BITS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 };
const CLAUSE = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/;

/** A mode as chmod(1) takes it: octal digits, or clauses such as `u+rw,go-w`; undefined for what is none. */
export function parseMode(text: string): ModeChange | undefined {
  if (/^[0-7]+$/.test(text)) {
    const mode = parseInt(text, 8);
    if (mode > 0o7777) return undefined;
    // with fewer than five digits a directory keeps its set-id bits
    return (bits, directory) => (directory && text.length < 5 ? mode | (bits & 0o6000) : mode);
  }
  const clauses = text.split(',').map(clause => CLAUSE.exec(clause));
  if (clauses.some(clause => clause === null)) return undefined;
  return (old, directory, umask) => clauses.reduce((bits, clause) => changed(bits, clause![1]!, clause![2]!, directory, umask), old);
}

function changed(old: number, who: string, operations: string, directory: boolean, umask: number): number {
  let bits = old;
  const among = who === '' ? 0o7777 & ~umask : [...who].reduce((mask, letter) => mask | WHO[letter]!, 0);
  for (const [, operator, letters] of operations.matchAll(/([-+=])([rwxXstugo]*)/g)) {
    const wanted = among & [...letters!].reduce((sum, letter) => sum | bitsOf(letter, bits, directory), 0);
    if (operator === '+') bits |= wanted;
    else if (operator === '-') bits &= ~wanted;
    else bits = (bits & ~(who === '' ? 0o7777 : among) & 0o7777) | wanted | (directory ? bits & 0o6000 : 0);
  }
  return bits;
}

function bitsOf(letter: string, bits: number, directory: boolean): number {
  if (letter === 'X') return directory || bits & 0o111 ? 0o111 : 0;
  const copied = { u: (bits >> 6) & 7, g: (bits >> 3) & 7, o: bits & 7 }[letter];
  return copied === undefined ? BITS[letter]! : copied * 0o111;
}

/** As ls -l has permission bits, without the letter of the kind of file. */
export function modeLetters(bits: number): string {
  const letters = [...'rwxrwxrwx'].map((letter, i) => (bits & (0o400 >> i) ? letter : '-'));
  for (const [bit, at, letter] of [[0o4000, 2, 's'], [0o2000, 5, 's'], [0o1000, 8, 't']] as const) {
    if (bits & bit) letters[at] = letters[at] === 'x' ? letter : letter.toUpperCase();
  }
  return letters.join('');
}
