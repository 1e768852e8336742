/** Options that are followed by a value of their own, for finding the command behind a wrapper. */
interface Wrapper {
  readonly valued: readonly string[];
  /** how many operands come before the command */
  readonly operands?: number;
}

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: ['-u', '-g', '-h', '-p', '-D', '-C', '-T', '-R', '-r', '-t'] },
  env: { valued: ['-u', '--unset', '-C', '--chdir'] },
  nice: { valued: ['-n'] },
  nohup: { valued: [] },
  stdbuf: { valued: ['-i', '-o', '-e'] },
  exec: { valued: ['-a'] },
  command: { valued: [] },
  setsid: { valued: [] },
};

/** Whether one of the short options is given, also in a bundle (`-nc 3`); `valued` ones take the rest or the next word. */
function hasOption(args: readonly string[], wanted: string, valued: string): boolean {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') return false;
    if (!/^-[A-Za-z0-9]/.test(arg)) continue;
    for (let at = 1; at < arg.length; at++) {
      if (wanted.includes(arg[at]!)) return true;
      if (!valued.includes(arg[at]!)) continue;
      if (at === arg.length - 1) i++;
      break;
    }
  }
  return false;
}

/** `bash -c TEXT` with a loop in the text that nothing ends. */
function loopsForEver(args: readonly string[]): boolean {
  const at = args.findIndex(arg => /^-[a-z]*c$/.test(arg));
  return at >= 0 && /\b(while\s+(true|:|\[ 1 \]|\(\(\s*1\s*\)\))|until\s+false|for\s*\(\(\s*;\s*;.*\)\))\s*;?\s*do\b/.test(args[at + 1] ?? '');
}

/** Programs that run until they're interrupted, by their arguments. */
const ENDLESS: Readonly<Record<string, (args: readonly string[]) => boolean>> = {
  ping: args => !hasOption(args, 'cwhV', 'cFIilMmNpQsStWw'),
  ping6: args => !hasOption(args, 'cwhV', 'cFIilMmNpQsStWw'),
  arping: args => !hasOption(args, 'cwhV', 'cIsw'),
  tcpdump: args => !hasOption(args, 'crhDLd', 'BcCEFGijJmMQrsTVwWyzZ') && !args.includes('--version') && !args.includes('--help'),
  ip: args => operands(args, ['-n', '-netns', '-b', '-batch', '-f', '-family', '-rc', '-rcvbuf', '-l', '-loops'])[0]?.match(/^mo(n|ni|nit|nito|nitor)?$/) != null,
  bridge: args => operands(args, ['-n', '-netns'])[0]?.match(/^mo(n|ni|nit|nito|nitor)?$/) != null,
  tail: args => args.some(arg => /^-[a-z0-9]*[fF]$/.test(arg) || arg.startsWith('--follow')),
  watch: () => true,
  yes: () => true,
  top: args => !args.some(arg => /^-b?n/.test(arg)),
  bash: loopsForEver,
  sh: loopsForEver,
  sleep: args => args.some(arg => /^inf(inity)?$/i.test(arg)),
};

function operands(args: readonly string[], valued: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (valued.includes(args[i]!)) i++;
    else if (!args[i]!.startsWith('-')) out.push(args[i]!);
  }
  return out;
}

/** Whether a command would run until someone interrupts it. Looks through wrappers such as sudo and `ip netns exec`; `timeout N` ends by itself. */
export function isEndless(argv: readonly string[]): boolean {
  const [path = '', ...args] = argv;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const wrapper = WRAPPERS[name];
  if (wrapper) {
    let at = 0;
    while (at < args.length && (/^-./.test(args[at]!) || /^[A-Za-z_]\w*=/.test(args[at]!))) at += wrapper.valued.includes(args[at]!) ? 2 : 1;
    return at < args.length && isEndless(args.slice(at));
  }
  if (name === 'ip') {
    const words = operands(args, ['-n', '-netns', '-b', '-batch', '-f', '-family']);
    if (/^netn?s?$/.test(words[0] ?? '') && /^e(x|xe|xec)?$/.test(words[1] ?? '')) return isEndless(args.slice(args.indexOf(words[1]!) + 2));
  }
  return ENDLESS[name]?.(args) ?? false;
}
