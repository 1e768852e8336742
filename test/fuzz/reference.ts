import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { record } from '../fidelity/record';
import type { Exchange } from '../../src/compare';

/**
 * Runs one session in a network of its own; $1: a folder with the file `lines`, and where the answers go. The kernel's
 * network lock makes many commands at a time slow, so a session only goes on while it holds one of the tokens in the pipe
 * 8, and gives it back while it sleeps.
 */
const SESSION = String.raw`
mount -t tmpfs tmpfs /run && mkdir /run/netns || exit 1
mapfile -t lines < "$1/lines"
n=0
read -r -N 1 -u 8
ip link set lo up
for line in "@{lines[@]}"; do
  n=$((n + 1))
  [[ $line == sleep* ]] && printf x >&8
  eval "$line" > "$1/$n.stdout" 2> "$1/$n.stderr" < /dev/null
  echo $? > "$1/$n.rc"
  [[ $line == sleep* ]] && read -r -N 1 -u 8
done
printf x >&8
`.replace('@{', '${');

/**
 * Runs sessions on the reference kernel (VETHLAB_REFERENCE, see test/fidelity/record.ts), each in namespaces of its own, several at a time.
 * @param jobs how many at a time: they mostly sleep
 * @returns what each line of each session printed
 */
export function runOnReference(sessions: readonly (readonly string[])[], jobs: number): Exchange[][] {
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-fuzz-'));
  try {
    const script = join(folder, 'session.sh');
    writeFileSync(script, SESSION);
    const folders = sessions.map((lines, i) => {
      const own = join(folder, String(i));
      mkdirSync(own);
      writeFileSync(join(own, 'lines'), lines.map(line => `${line}\n`).join(''));
      return own;
    });
    const list = join(folder, 'list');
    writeFileSync(list, folders.map(own => `${own}\n`).join(''));
    record([`mkfifo ${folder}/tokens; exec 8<> ${folder}/tokens; printf xxxx >&8; xargs -P ${jobs} -n 1 unshare --net --mount bash ${script} < ${list}`]);
    return sessions.map((lines, i) => lines.map((cmd, line) => {
      const part = (name: string): string => readFileSync(join(folders[i]!, `${line + 1}.${name}`), 'utf8');
      return { cmd, stdout: part('stdout'), stderr: part('stderr'), rc: Number(part('rc')) };
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
