import { jq } from '../../src/commands/jq';
import { runJq } from '../../src/commands/jq/run';
import { both, words } from './real';
import { fakeHost, run } from './run';

const LINKS = JSON.stringify([
  { ifindex: 1, ifname: 'lo', flags: ['LOOPBACK', 'UP'], mtu: 65536, nested: { a: [1, 2.5, null], b: 'x\ty' } },
  { ifindex: 2, ifname: 'eth0', flags: ['BROADCAST'], mtu: 1500, nested: {} },
  { ifindex: 3, ifname: 'eth1', flags: [], mtu: 1500 },
]);

const own = (line: string, stdin = `${LINKS}\n`): ReturnType<typeof run> => run(jq, words(line), fakeHost({ '': {} }), { stdin });

describe('jq', () => {
  // what jq 1.6 and 1.8 say alike
  it.each([
    'jq .', 'jq', 'jq . in', 'jq -c .[0]', 'jq -S .', 'jq --tab .', 'jq --indent 1 .', "jq -r '.[].ifname'", "jq -j '.[].ifname'", "jq -r '.[0].nested.b'", "jq -r '.[0]'", "jq -rc '.[0], .[].ifname'", "jq -r '.[].ifname, .[0].nested, 1, \"\", \"a\\nb\\n\"'",
    "jq -r '\"\"'", "jq -r '\"  a  \\n\\n\"'", 'jq -r empty', "jq -r '.[] | [.ifname, .mtu] | @tsv'", "jq -r '.[] | [.ifname, .mtu] | @csv'", "jq -r '.[] | @sh \"\\(.ifname) \\(.mtu)\"'", "jq 'map(.mtu) | add'", "jq '.[] | select(.mtu == 1500) | .ifname'",
    "jq -c 'to_entries[0].key, (.[0] | to_entries | map(.key))'", "jq -c 'group_by(.mtu) | map(length)'", "jq -c 'unique_by(.mtu) | map(.ifname)'", "jq '.[].flags | index(\"UP\")'", "jq '[.[] | .mtu] | sort | first'", "jq 'any(.mtu > 2000)'", "jq '.[].ifname | test(\"eth\")'",
    "jq '.[1].ifname | sub(\"eth\"; \"e\")'", "jq -c '[paths] | length'", "jq -e '.[0].nothing'", "jq -e '.[0].mtu'", "jq --arg x lo '.[] | select(.ifname == $x) | .mtu'", "jq --argjson n 2 '.[] | select(.ifindex == $n) | .ifname'", 'jq -n 1,2', 'jq -n input', "jq -n '[inputs] | length'",
    'jq -s length', 'jq -R .', 'jq -Rs length', 'jq -cn [range(5)]', "jq 'reduce .[] as $x (0; . + $x.mtu)'", "jq -r 'map(.ifname) | join(\", \")'", "jq '.[0] | keys, has(\"mtu\")'", "jq -c '.[] | {ifname, up: (.flags | contains([\"UP\"]))}'", "jq -a '\"ä\"'", 'jq -a .[0].nested', "jq 'error(\"x\")'",
    'jq . nofile', 'jq .[0].mtu nofile in', 'jq -f query in', 'jq -r .[1].ifname in in', "jq '.[0].mtu / 7'", "jq '.[] | .nested.a[0]?'", 'jq input_filename in', 'jq length -- in', "jq '\"bye\\n\" | halt_error(3)'", "jq 'halt_error'", "jq '{} | .a.b.c = 1' -c",
  ])('%s', async line => {
    const { real, own: ours } = await both(jq, words(line), { stdin: LINKS, files: { in: LINKS, query: '.[] | .mtu\n' } });
    expect(ours).toEqual(real);
  });

  it('is jq 1.8.2, with its complaints', async () => {
    expect(await own('jq --version')).toEqual({ stdout: 'jq-1.8.2\n', stderr: '', rc: 0 });
    expect(await own('jq .x.y')).toEqual({ stdout: '', stderr: 'jq: error (at <stdin>:1): Cannot index array with string ("x")\n', rc: 5 });
    expect(await own("jq '\"x\" | stderr | length'")).toEqual({ stdout: '1\n', stderr: 'x', rc: 0 });
    expect(await own("jq -ra '\"ä\"'")).toEqual({ stdout: '"\\u00e4"\n', stderr: '', rc: 0 });
    expect(await own('jq foo')).toEqual({ stdout: '', stderr: 'jq: error: foo/0 is not defined at <top-level>, line 1, column 1:\n    foo\n    ^^^\njq: 1 compile error\n', rc: 3 });
    expect(await own('jq .', '{"a"')).toEqual({ stdout: '', stderr: 'jq: parse error: Unfinished JSON term at EOF at line 1, column 4\n', rc: 5 });
    expect(await own('jq --nix .')).toEqual({ stdout: '', stderr: 'jq: Unknown option --nix\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs at https://jqlang.org\n', rc: 2 });
    expect(await own('jq --arg x')).toEqual({ stdout: '', stderr: 'jq: --arg takes two parameters (e.g. --arg varname value)\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs at https://jqlang.org\n', rc: 2 });
  });

  it("takes the environment for its process's own", async () => {
    const { stdout, code } = await runJq({ kind: 'jq', flags: ['-c', '-n'], query: '$ENV.LANG, env', input: '', raw: '\n', file: undefined, env: { LANG: 'C.UTF-8' } });
    expect([new TextDecoder().decode(stdout), code]).toEqual(['C.UTF-8\n{"LANG":"C.UTF-8"}\n', 0]);
  });

  it('tells how it is used where there is nothing to do', async () => {
    const { stdout, stderr, rc } = await own('jq', '');
    expect({ stdout, rc, first: stderr.split('\n')[0], last: stderr.split('\n').at(-2) }).toEqual({ stdout: '', rc: 2, first: 'jq - commandline JSON processor [version 1.8.2]', last: 'For listing the command options, use jq --help.' });
  });

  it('says what it does not do', async () => {
    for (const option of ['-C', '--seq', '--args']) expect(await own(`jq ${option} .`)).toEqual({ stdout: '', stderr: `jq: vethlab doesn't support ${option}\n`, rc: 2 });
  });
});
