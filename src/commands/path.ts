/** An absolute path without `.`, `..` and doubled slashes, seen from a working directory; `..` is taken literally. */
export function resolvePath(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** What follows the last slash: the name of a program as argv[0] gives it. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
