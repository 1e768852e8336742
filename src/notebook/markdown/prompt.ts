/** A command as a lab's text shows it. */
export interface Typed {
  /** the host that its prompt names; undefined for a bare `$` */
  readonly host: string | undefined;
  readonly command: string;
}

/** `student@beachhead:~$`, `[root@box ~]#`, or a bare `$`; a bare `#` may as well begin a comment. */
const PROMPT = String.raw`(?:\[?[\w.-]+@(?<host>[\w-]+)[\w.-]*[: ][^$#\`\n]*\]?[$#]|\$)`;
const ALONE = new RegExp(`^${PROMPT}$`);
const WITH_COMMAND = new RegExp(`^${PROMPT} +(?<command>\\S.*)$`);

/** Whether a text is a prompt and no more; then, what it names. */
export function promptOf(text: string): { readonly host: string | undefined } | undefined {
  const match = ALONE.exec(text.trim());
  return match ? { host: match.groups!.host } : undefined;
}

/** A prompt with what was typed behind it. */
export function typedAt(line: string): Typed | undefined {
  const { host, command } = WITH_COMMAND.exec(line.trim())?.groups ?? {};
  return command === undefined ? undefined : { host, command };
}

/** Programs that a lab about networks runs: a word in its text that starts with one may be a command. */
const PROGRAMS = ['ip', 'bridge', 'ping', 'tcpdump', 'arping', 'traceroute', 'sysctl', 'ss', 'nft', 'iptables', 'sudo'];

export function looksLikeCommand(text: string): boolean {
  return PROGRAMS.includes(text.trim().split(/\s/)[0]!);
}
