/** fnmatch(3) without flags: `*`, `?`, bracket expressions, backslash. */
export function fnmatch(pattern: string, text: string): boolean {
  return new RegExp(`^${translate(pattern)}$`, 's').test(text);
}

function translate(pattern: string): string {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const bracket = pattern[i] === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(i)) : null;
    if (bracket) {
      source += `[${bracket[1] ? '^' : ''}${bracket[2]!.replace(/[\\\]^[]/g, '\\$&')}]`;
      i += bracket[0].length - 1;
    } else if (pattern[i] === '*') source += '.*';
    else if (pattern[i] === '?') source += '.';
    else {
      if (pattern[i] === '\\' && i + 1 < pattern.length) i++;
      source += pattern[i]!.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    }
  }
  return source;
}
