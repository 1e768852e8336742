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

/** A prompt as Debian's bash shows it: `\u@\h:\w\$`. */
export function promptText(user: { readonly name: string; readonly uid: number; readonly home: string }, host: string, cwd: string): string {
  const { name, uid, home } = user;
  const where = cwd === home || cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
  return `${name}@${host.split('.')[0]!}:${where}${uid === 0 ? '#' : '$'}`;
}
