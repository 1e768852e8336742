import fc from '../../property';
import { CELL_MAGICS, MAGICS } from '../../../src/jupyter/magics';

/** Words of shell and magics that go wrong together. */
const WORDS = ['(', ')', '{', '}', '((', '))', '[[', ']]', '$(', '${', '$((', '`', '"', "'", '\\', '<<E', '<<<', '<(', '>&', '2>&1', '|', '|&', '||', '&&', '&', ';', ';;', '!', '\n', 'if', 'then', 'else', 'fi', 'for', 'in', 'do', 'done', 'case', 'esac', 'while', 'until', 'function', 'select', 'time', 'x=', 'x', '$x', '"$@"', 'ip', 'link', 'echo', '%', '%%', '%undo', '#', '~', '*', '?', '[', ']', '{1..3}', '=~', '==', '-eq', '\u0000', '\ud800', '\u001b[31m'];

const HOSTILE = ['', '-1', '0', '99999999999999999999', '1e9', '__proto__', 'constructor', 'toString', '../../etc/passwd', '/etc', './', '/dev/zero', '/dev/stdin', '/proc/self/mem', './x.yaml\u0000', '\u0000', '\ud800', '$(id)', '`id`', "'", '"', '"x', '"x" -1', '"x" 1e9', '"t" 2 partial x', '"t" 2 ts ts', 'a b c', 'x'.repeat(20_000), '=', 'limit=', '__proto__=1', 'limit=-1', 'seed=x', 'from', '*', '%', '\u001b[2J', '--help', '-', 'ÄÖ', '\u{1f40c}'];

/** Cells that ask for more than there is, or that never end. None of them is about the network. */
const GREEDY = [
  'while :; do :; done', 'for ((;;)); do x=$((x+1)); done', 'until false; do x=$x$x.; done', 'yes', 'yes > /dev/null', 'yes > /tmp/full', 'cat /dev/zero > /tmp/full', 'head -c 1000000000000 /dev/zero > /tmp/full', 'x=$(yes)', 'x=$(cat /dev/zero)',
  'yes | head -n 3', 'yes | cat | cat | head -c 100000', 'yes | tail -n 1', 'yes | sort', 'yes | wc', 'seq 1 1000000000', 'seq 1000000000 | tail -n 1', "printf '%1000000000d' 1", "printf '%*d' 2000000000 1", "printf '%s' {1..100000}", 'echo {1..1000000000}', 'echo {1..1000}{1..1000}{1..1000}',
  'echo {a..z}{a..z}{a..z}{a..z}{a..z}', 'a=({1..100000000})', 'a[999999999999]=1', 'a[2147483647]=1; echo ${#a[@]}', ':(){ :|:& };:', 'f() { f | f & }; f', 'f() { f; }; f', 'f() { (f); }; f', "x='$(eval \"$x\")'; eval \"$x\"", 'e() { eval e; }; e', 'while :; do sleep 0 & done', 'while :; do (sleep 9) & done; wait',
  'exec 3<>/dev/zero; cat <&3', 'x=x; echo $((x))', 'echo $((1/0))', 'echo $((2**64)) $((-9223372036854775808 / -1)) $((1<<-1))', 'echo $((' + '('.repeat(3000) + '1' + ')'.repeat(3000) + '))', '('.repeat(2000) + 'true' + ')'.repeat(2000), '{ '.repeat(2000) + 'true' + '; }'.repeat(2000), '$('.repeat(2000) + 'true' + ')'.repeat(2000), 'if '.repeat(3000), '`'.repeat(9999),
  '[[ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! =~ ^(a+)+$ ]]', 'echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! | grep -E "^(a+)+$"', 'echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! | grep -P "^(a+)+$"', 'echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! | sed -E "s/^(a+)+$/x/"', 'echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! | awk "/^(a+)+$/"', 'echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! | jq -R "test(\\"^(a+)+$\\")"',
  'x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; [[ $x == +(+(a))b ]]', 'x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; echo ${x//*(*(a))b/}', 'x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; case $x in *a*a*a*a*a*a*a*a*a*a*b) ;; esac', 'shopt -s extglob; echo !(!(!(*)))', 'ls /*/*/*/*/*/*/*', 'awk "BEGIN { while (1) x++ }"', 'awk "BEGIN { while (1) s = s s \\"x\\" }"', 'sed ":a; ba" <<< x', 'jq -n "[range(1e9)]"', 'jq -n "def f: f; f"',
  'exit', 'exit 999', 'kill -9 $$', 'kill -9 -1', 'kill -STOP $$', 'trap "kill -9 $$" EXIT; exit', 'trap "" INT; while :; do :; done', 'exec true', 'exec sleep inf', 'exec /nowhere', 'exec 1>&- 2>&-; echo x', 'exec 0<&-', 'set -e; false', 'set -n', 'set -euxo pipefail; echo $nothing', 'readonly PATH IFS; PATH=x', 'PATH=; ls', 'IFS=; set -- a b; echo $*', 'unset PATH IFS HOME', 'alias ip=false echo=exit', 'enable -n echo', 'ulimit -v 1', 'umask 777; > /tmp/x',
  'cd /nowhere', 'cd /tmp; mkdir -p $(printf "a/%.0s" {1..2000}); cd $(printf "a/%.0s" {1..2000}); pwd | wc -c', 'ln -s loop /tmp/loop; cat /tmp/loop', 'cat /dev/urandom', 'cat /dev/urandom | head -c 1000000', 'head -c 3000 /dev/urandom', 'read x', 'read -s x; echo $x', 'cat', 'sleep inf', 'sleep 1e308', 'sleep -1', 'wait', 'fg', 'fg %99', 'bg %%', 'disown -a', 'sleep inf &', 'tail -f /dev/null', 'watch true', 'time while :; do :; done', 'bash -c "while :; do :; done"', 'bash', 'bash <<< "exec bash"', 'xargs -I{} sh -c {} <<< "xargs"',
  "printf '\\e[2J\\e]0;x\\a\\e[999999999C'", "printf '\\0\\xff\\xfe\\x80'", "printf '\\r%s' {1..1000}", "echo $'\\u0000\\ud800\\U0010ffff\\xff'", 'echo ${x:99999999999:-99999999999}', 'echo ${!x*} ${!__proto__} ${__proto__} ${constructor[toString]}', 'declare -A m; m[__proto__]=1; m[constructor]=2; echo ${m[@]} ${m[toString]}', '__proto__=1; constructor=2; toString=3; env', 'hasOwnProperty() { :; }; hasOwnProperty; toString; valueOf; __proto__', 'source /dev/zero', '. <(yes)', 'eval "$(printf "echo %s;" {1..5000})"', 'history', 'let', 'getopts', 'printf %q "$(head -c 200 /dev/urandom)"', 'printf -v x[0 1', 'test', '[ ( ]', '[[ ( ]]',
  'ping -c 1000000000 -i 0 127.0.0.1', 'ping -s 99999999 127.0.0.1', 'ping -f 127.0.0.1', 'tcpdump -i any', 'tcpdump "(((((("', 'ip monitor', 'ip link show dev "$(printf "x%.0s" {1..99999})"', 'ip -j -j -d -s -s -s link', 'ip -b /dev/zero', 'ip -b <(yes link)', 'ip netns exec nowhere yes', 'ip route get 999.999.999.999', 'sysctl -a | wc', 'nc -l 1', 'traceroute -m 999999 127.0.0.1', 'ss -K', 'socat - -', 'nft -f /dev/zero', 'nft -f <(yes)',
] as const;

/** Cells that change what they like. */
const DESTRUCTIVE = ['rm -rf /', 'rm -rf /usr /tmp', 'find / -delete', 'ip link del d0', 'ip netns add "$(yes | head -c 200)"', 'ip addr flush', 'ip link set lo down', 'while :; do ip link add type dummy; done', 'for i in {1..300}; do ip netns add n$i; done', 'while :; do ip link add name d$RANDOM type veth; done', 'sysctl -w net.ipv4.ip_forward=99999999999', 'hostname "$(printf "x%.0s" {1..9999})"', 'ip netns exec nowhere true; ip netns del nowhere', '%reset', '%undo', '%undo 3', '%checkpoint', '%restore', '%checkpoint a\n%restore a', '%seed 5', '%lab beachhead', '%limit 1', '%config tables=off', '%%host vm\nip link add d1 type dummy', '%%capture x\nyes', '%%capture __proto__\necho x', '%%capture PATH\n', '%%netns d0\ntrue'];

const TYPESCRIPT = ['process.exit()', 'process.exit(3)', 'throw null', 'throw undefined', 'throw { toString() { throw 1; } }', 'while (true);', 'for (;;) await null', 'process.abort()', 'process.kill(process.pid, "SIGKILL")', 'process.disconnect!()', 'process.send!(null)', 'process.send!("x")', 'process.send!({ type: "answer", id: 1 })', 'process.send!({ type: "ask", id: 1, method: "constructor", args: [] })', 'process.send!({ type: "output", method: "stream", args: [1, 2] })', 'process.send!({ type: "output", method: "__proto__" })', 'process.send!({ type: "output", method: "display", args: [null] })',
  'const all: unknown[] = []; for (;;) all.push(new Array(1e6).fill(0))', 'Object.prototype.toString = () => { throw 1; }', '(globalThis as any).net = null; (Object.prototype as any).x = 1', 'setInterval(() => console.log("late"), 1)', 'setTimeout(() => { throw new Error("late"); }, 1)', 'Promise.reject(new Error("late"))', 'console.log("x".repeat(1e7))', 'console.log("\\ud800\\u0000")', 'await sh`yes`', 'await sh`${"\\0"}`', 'await Promise.all(Array.from({ length: 500 }, () => sh`true`))', 'shell["a b"] = "x"', 'shell.__proto__ = "x"', 'display.html(null as any)', 'display.table([null, 1] as any)', 'display.raw({ a: 1n })', 'new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; } })', 'process.chdir("/")', 'process.stdout.end()', 'const net = 1; let sh = 2;', 'import x from "nowhere"', '}{', '('.repeat(3000), 'type A<T> = A<A<T>>; let a: A<1>;'];

const pick = (all: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...all);

const noise = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(octets).toString('latin1')),
  fc.array(pick(WORDS), { maxLength: 30 }).map((words) => words.join(' ')),
  fc.array(pick(WORDS), { maxLength: 30 }).map((words) => words.join('')),
);

const magics = fc.tuple(pick([...[...MAGICS.keys()].filter((name) => !['lab', 'reset', 'restore', 'undo', 'seed'].includes(name)).map((name) => `%${name}`), ...[...CELL_MAGICS.keys()].filter((name) => name !== 'ts').map((name) => `%%${name}`), '%%nothing', '%nothing']), pick(HOSTILE), fc.oneof(pick(['', 'true', 'link lo exists', 'hint: x']), noise))
  .map(([name, argument, body]) => `${name} ${argument}${body === '' ? '' : `\n${body}`}`);

/** Names that say nothing of a lab, so that nothing starts over. */
const labs = pick(HOSTILE.filter((name) => name !== '')).map((name) => `%lab ${name}`);

/** Cells that leave the network as it is, however hostile they are. */
export const quietCells = fc.oneof({ weight: 5, arbitrary: noise }, { weight: 4, arbitrary: pick(GREEDY) }, { weight: 3, arbitrary: magics }, { weight: 1, arbitrary: labs });

export const wildCells = fc.oneof({ weight: 3, arbitrary: quietCells }, { weight: 2, arbitrary: pick(DESTRUCTIVE) });

export const typescriptCells = pick(TYPESCRIPT).map((code) => `%%ts\n${code}`);
