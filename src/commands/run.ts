import { SysError, strerror } from '../stack/errno';
import { exitCode, type Child, type Process, type Program } from './program';

const NOT_FOUND = 127;

/** Starts a command in a wrapper's name and waits for it; what can't be started is 127. */
async function runCommand(process: Process, name: string, command: readonly string[], env?: Readonly<Record<string, string>>): Promise<number> {
  let child: Child;
  try {
    child = process.spawn(command, env ? { env } : {});
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    await process.stderr.write(`${name}: ${name === 'env' ? `'${command[0]}'` : command[0]}: ${strerror(error.errno)}\n`);
    return NOT_FOUND;
  }
  return exitCode(await child.wait());
}

/** env(1): -i, -u NAME, NAME=VALUE. */
export const env: Program = async (process, argv) => {
  let variables: Record<string, string> = { ...process.env };
  let at = 1;
  for (; at < argv.length; at++) {
    const arg = argv[at]!;
    const assignment = /^([^=]+)=(.*)$/s.exec(arg);
    if (arg === '-i' || arg === '-' || arg === '--ignore-environment') variables = {};
    else if (arg === '-u') delete variables[argv[++at] ?? ''];
    else if (assignment && !arg.startsWith('-')) variables[assignment[1]!] = assignment[2]!;
    else break;
  }
  const command = argv.slice(at);
  if (command.length > 0) return runCommand(process, 'env', command, variables);
  await process.stdout.write(Object.entries(variables).map(([name, value]) => `${name}=${value}\n`).join(''));
  return 0;
};

/** xargs(1): -n, -I, -r, -t, -0, -d. */
export const xargs: Program = async (process, argv) => {
  let [size, replace, delimiter, quietIfEmpty, verbose]: [number, string | undefined, string | undefined, boolean, boolean] = [Infinity, undefined, undefined, false, false];
  let at = 1;
  for (; at < argv.length && /^-./.test(argv[at]!); at++) {
    const [, letter, attached] = /^-(.)(.*)$/s.exec(argv[at]!)!;
    const value = (): string => attached || (argv[++at] ?? '');
    if (letter === 'n') size = Number(value());
    else if (letter === 'I') replace = value();
    else if (letter === 'd') delimiter = value().replace('\\n', '\n');
    else if (letter === '0') delimiter = '\0';
    else if (letter === 'r') quietIfEmpty = true;
    else if (letter === 't') verbose = true;
    else {
      await process.stderr.write(`xargs: vethlab doesn't support ${argv[at]}\n`);
      return 1;
    }
  }
  const command = at < argv.length ? argv.slice(at) : ['echo'];
  const decoder = new TextDecoder();
  let text = '';
  for (let data = await process.stdin.read(); data !== null; data = await process.stdin.read()) text += decoder.decode(data, { stream: true });
  const separator = delimiter ?? (replace === undefined ? undefined : '\n');
  const items = separator === undefined ? words(text) : text.split(separator).filter((item, i, every) => item !== '' || i < every.length - 1).map(item => (replace === undefined ? item : item.trimStart()));
  const step = replace === undefined ? size : 1;
  const runs: string[][] = [];
  for (let i = 0; i < items.length; i += step) {
    const group = items.slice(i, i + step);
    runs.push(replace === undefined ? [...command, ...group] : command.map(word => word.replaceAll(replace, group[0]!)));
  }
  if (items.length === 0 && !quietIfEmpty && replace === undefined) runs.push([...command]);
  let code = 0;
  for (const run of runs) {
    if (verbose) await process.stderr.write(`${run.join(' ')}\n`);
    const ended = await runCommand(process, 'xargs', run);
    if (ended === NOT_FOUND) return NOT_FOUND;
    if (ended !== 0) code = 123;
  }
  return code;
};

/** Splits at blanks; quotes and backslashes protect. */
function words(text: string): string[] {
  return [...text.matchAll(/(?:[^\s'"\\]|\\[^]|'[^'\n]*'|"[^"\n]*")+/g)].map(([word]) => word.replace(/\\([^])|'([^']*)'|"([^"]*)"/g, (_, escaped: string | undefined, single: string | undefined, double: string | undefined) => escaped ?? single ?? double ?? ''));
}

/** nice(1), nohup(1), stdbuf(1), setsid(1): only the command behind their options matters here. */
export const plainWrapper: Program = async (process, argv) => {
  let at = 1;
  while (at < argv.length && /^-./.test(argv[at]!)) at += /^-[nioe]$/.test(argv[at]!) ? 2 : 1;
  if (at < argv.length) return runCommand(process, argv[0]!, argv.slice(at));
  await process.stderr.write(`${argv[0]}: missing operand\nTry '${argv[0]} --help' for more information.\n`);
  return 125;
};
