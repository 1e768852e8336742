import type { Bash } from 'just-bash';
import type { Process, Program } from '../program';
import { fileSystemOf } from './filesystem';

/** Filters that print what they have when Ctrl-C ends their input: those that work line by line. */
const LINE_WISE: ReadonlySet<string> = new Set(['grep', 'egrep', 'fgrep', 'sed', 'awk', 'cut', 'tr', 'nl', 'rev', 'fold', 'expand', 'unexpand', 'paste', 'uniq']);

const INTERRUPTED = 130;

type Library = { readonly Bash: typeof Bash };

let library: Promise<Library> | undefined;

/**
 * A text tool of just-bash, by name. It reads its input to the end before it prints.
 * @param load gets the library, when a tool is first used
 */
export function filter(name: string, load: () => Promise<Library>): Program {
  return async (process, argv) => {
    library ??= load();
    const input = await collect(process, LINE_WISE.has(name));
    const { Bash: Shell } = await process.outside(library);
    const bash = new Shell({ fs: fileSystemOf(process), cwd: process.cwd, env: { ...process.env }, defenseInDepth: false });
    const result = await process.outside(bash.exec(name, {
      args: argv.slice(1), cwd: process.cwd, rawScript: true,
      ...(input.octets.length > 0 ? { stdin: latin1(input.octets), stdinKind: 'bytes' as const } : { stdin: '' }),
    }));
    const bytes = result.stdoutKind === 'bytes' || result.stdoutEncoding === 'binary';
    if (result.stdout !== '') await process.stdout.write(bytes ? Uint8Array.from(result.stdout, char => char.charCodeAt(0)) : result.stdout);
    if (result.stderr !== '') await process.stderr.write(result.stderr.replace(/^bash: /, ''));
    return input.interrupted ? INTERRUPTED : result.exitCode;
  };
}

async function collect(process: Process, lineWise: boolean): Promise<{ readonly octets: Uint8Array; readonly interrupted: boolean }> {
  const chunks: Uint8Array[] = [];
  let interrupted = false;
  let stop!: () => void;
  const stopped = new Promise<null>(resolve => (stop = () => resolve(null)));
  if (lineWise) {
    process.onSignal('SIGINT', () => {
      interrupted = true;
      stop();
    });
  }
  for (;;) {
    const data = await Promise.race([process.stdin.read(), stopped]);
    if (data === null) break;
    chunks.push(data);
  }
  const octets = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    octets.set(chunk, at);
    at += chunk.length;
  }
  return { octets, interrupted };
}

function latin1(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 8192) text += String.fromCharCode(...octets.subarray(at, at + 8192));
  return text;
}
