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
