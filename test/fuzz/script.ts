import type { RealBackend } from '../../src/backend/real/backend';
import type { Exchange } from '../../src/compare';

/** Runs its arguments, one a line, and prints for each what it printed, what it complained and its exit code, each ended by a NUL. */
const SCRIPT = String.raw`
cd
for line; do
  eval "$line" > /tmp/stdout 2> /tmp/stderr < /dev/null
  rc=$?
  IFS= read -r -d '' stdout < /tmp/stdout
  IFS= read -r -d '' stderr < /tmp/stderr
  printf '%s\0' "$stdout" "$stderr" "$rc"
done
`;

/** Runs lines on a host by one bash. */
export async function runInBash(backend: RealBackend, host: string, lines: readonly string[]): Promise<Exchange[]> {
  const { stdout } = await backend.run(host, ['bash', '-c', SCRIPT, 'bash', ...lines]);
  const parts = stdout.split('\0');
  return lines.map((cmd, i) => ({ cmd, stdout: parts[3 * i]!, stderr: parts[3 * i + 1]!, rc: Number(parts[3 * i + 2]) }));
}
