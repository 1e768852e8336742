import { viewOf } from '../render';

/** Programs and builtins that leave the network's configuration as it is. */
const HARMLESS = new Set([
  ':', '[', 'alias', 'arping', 'break', 'cat', 'cd', 'clear', 'continue', 'cut', 'date', 'declare', 'diff', 'echo', 'exit', 'export', 'false', 'fg', 'grep', 'head', 'help', 'history', 'hostname', 'id',
  'jobs', 'jq', 'kill', 'let', 'local', 'ls', 'nc', 'ping', 'printf', 'ps', 'pwd', 'read', 'return', 'sed', 'set', 'shift', 'sleep', 'sort', 'ss', 'tail', 'tcpdump', 'test', 'tr', 'traceroute', 'true',
  'type', 'uname', 'uniq', 'unset', 'wait', 'wc', 'which', 'whoami',
]);

/** Words of the shell's grammar that a command may follow. */
const BEFORE_COMMANDS = new Set(['!', 'case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'if', 'in', 'sudo', 'then', 'time', 'until', 'while']);

/** Options of iproute2 with which it says the same in another way. */
const LAYOUT = /^-(j|json|p|pretty|o|oneline|c|color)(=.*)?$/;

/** What awk can do besides reading: run commands, write files. */
const AWK_ACTS = /system|[|>]|^-f/;

/** Whether a command surely leaves the network's configuration as it is. Its words may be expanded or not. */
export function onlyLooks(argv: readonly string[]): boolean {
  const [program, ...words] = argv;
  if (program === undefined || HARMLESS.has(program)) return true;
  return program === 'awk' ? !words.some((word) => AWK_ACTS.test(word)) : viewOf(argv.filter((word) => !LAYOUT.test(word))) !== undefined;
}

/** Writes a setting, or who knows what. */
const WRITES_SETTING = />[\s|"']*(?:\/proc|\$)/;

/** A redirection of output. */
const REDIRECTION = /&?\d*>>?\s*(?:&\d|[^\s;&|()]+)/g;

/** Whether a shell text surely does; where it can't be told, it doesn't. Quick, since it is asked before a cell. */
export function onlyLooksText(text: string): boolean {
  return !WRITES_SETTING.test(text) && text.replace(REDIRECTION, ' ').split(/[\n;&|(){}`]/).every((piece) => {
    const words = piece.trim().split(/\s+/).filter((word) => word !== '');
    let first = words.findIndex((word) => !BEFORE_COMMANDS.has(word) && !/^[A-Za-z_]\w*=/.test(word));
    if (first < 0) return true;
    if (words[first]!.startsWith('#')) return true;
    if (words[first] === 'for') first = words.length;
    return onlyLooks(words.slice(first));
  });
}
