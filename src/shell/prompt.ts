/** A prompt as students paste it: `student@beachhead:~$ `, `root@x:/etc# `, `$ `, `# ` before a command. */
const NAMED = /^[\w.-]+@[\w.-]+:[^\s$#]*[$#][ \t]+/;
const BARE = /^\$[ \t]+/;

/** Takes prompts off the starts of lines. A lone `# ` stays: it begins a comment. */
export function stripPrompts(source: string): string {
  return source.split('\n').map(line => {
    const text = line.trimStart();
    const prompt = NAMED.exec(text) ?? BARE.exec(text);
    return prompt ? text.slice(prompt[0].length) : line;
  }).join('\n');
}

/** A prompt as Debian's bash shows it: `\u@\h:\w\$`. A lab's user may do all that root may; only root is shown so. */
export function promptText({ name, home }: { readonly name: string; readonly home: string }, host: string, cwd: string): string {
  const where = cwd === home || cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
  return `${name}@${host.split('.')[0]!}:${where}${name === 'root' ? '#' : '$'}`;
}
