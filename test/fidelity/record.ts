/**
 * Re-makes transcripts: runs their command lines on real Linux and writes down what it answers.
 *
 *     npm run fidelity:record -- test/fidelity/transcripts/cases/039-route-connected.txt …
 *
 * Runs on this machine's kernel, as root, in namespaces of its own that end with it; nothing of the machine's own network is
 * touched. For another kernel, VETHLAB_REFERENCE names a program that takes a file of command lines and prints one JSON
 * object a line: {"cmd","stdout","stderr","rc"}. The transcripts here come from Debian 12's kernel 6.1.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTranscript, parseTranscript, type Exchange } from './transcript';

/** Runs inside the new namespaces: a private /proc, /sys and /run, lo up, then each line in one bash. $1: lines, $2: output folder */
const SANDBOX = String.raw`
mount --make-rprivate / && mount -t proc proc /proc && mount -t sysfs sys /sys && mount -t tmpfs tmpfs /run && mkdir /run/netns || exit 1
hostname vm
ip link set lo up
export LC_ALL=C.UTF-8 TERM=dumb HOME=/root
cd "$2"
sudo() { "$@"; }
n=0
while IFS= read -r line <&9; do
  n=$((n + 1))
  eval "$line" > "$2/$n.stdout" 2> "$2/$n.stderr" < /dev/null 9<&-
  echo $? > "$2/$n.rc"
done 9< "$1"
`;

export function record(lines: readonly string[]): Exchange[] {
  const folder = mkdtempSync(join(tmpdir(), 'vethlab-record-'));
  try {
    const commands = join(folder, 'commands');
    writeFileSync(commands, lines.map(line => `${line}\n`).join(''));
    const reference = process.env.VETHLAB_REFERENCE;
    if (reference) {
      const out = execFileSync('bash', ['-c', `${reference} "$1"`, 'bash', commands], { encoding: 'utf8', maxBuffer: 1 << 28 });
      return out.trim().split('\n').map(line => JSON.parse(line) as Exchange);
    }
    const namespaces = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child'];
    execFileSync('unshare', [...namespaces, 'bash', '-c', SANDBOX, 'bash', commands, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
    const part = (n: number, name: string): string => readFileSync(join(folder, `${n}.${name}`), 'utf8');
    return lines.map((cmd, i) => ({ cmd, stdout: part(i + 1, 'stdout'), stderr: part(i + 1, 'stderr'), rc: Number(part(i + 1, 'rc')) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) {
  for (const file of process.argv.slice(2)) {
    const lines = parseTranscript(readFileSync(file, 'utf8')).map(({ cmd }) => cmd);
    writeFileSync(file, formatTranscript(record(lines)));
    process.stdout.write(`${file}: ${lines.length} command lines\n`);
  }
}
