import fc from '../../property';
import { distance, nearest } from '../../../src/jupyter/suggest/nearest';
import type { LabSession } from '../../../src/jupyter/lab-session';
import { wordsSession } from '../complete/network';

let session: LabSession;
beforeAll(async () => {
  session = await wordsSession();
});
afterAll(() => session.close());

async function errors(code: string): Promise<string> {
  let text = '';
  await session.execute(code, { stream: (name, piece) => void (text += name === 'stderr' ? piece : ''), display: () => undefined, update: () => undefined, result: () => undefined, clear: () => undefined });
  return text;
}

describe('did you mean', () => {
  it.each([
    ['ip lnik', 'Object "lnik" is unknown, try "ip help".\nDid you mean "link"?\n'],
    ['ip link shwo', 'Command "shwo" is unknown, try "ip link help".\nDid you mean "show"?\n'],
    ['ip link set vteh0 up', 'Cannot find device "vteh0"\nDid you mean "veth0"?\n'],
    ['ip -n red link set tial up', 'Cannot find device "tial"\nDid you mean "tail"?\n'],
    ['ip netns exec rde true', 'Cannot open network namespace "rde": No such file or directory\nDid you mean "red"?\n'],
    ['ip netns exec red ip link set tial up', 'Cannot find device "tial"\nDid you mean "tail"?\n'],
    ['ip link add x type dumy', 'Error: Unknown device type.\nDid you mean "dummy"?\n'],
    ['tcpdmp', 'bash: tcpdmp: command not found\nDid you mean "tcpdump"?\n'],
    ['geret', 'bash: geret: command not found\nDid you mean "greet"?\n'],
    ['sysctl net.ipv4.ip_foward', 'sysctl: cannot stat /proc/sys/net/ipv4/ip_foward: No such file or directory\nDid you mean "net.ipv4.ip_forward"?\n'],
    ['frobnicate', 'bash: frobnicate: command not found\n'],
    ['ip lnik 2>/dev/null', ''],
    ['ip lnik; ip lnik', 'Object "lnik" is unknown, try "ip help".\nDid you mean "link"?\nObject "lnik" is unknown, try "ip help".\nDid you mean "link"?\n'],
  ])('goes behind the error of %s', async (code, expected) => {
    expect(await errors(code)).toBe(expected);
  });

  it('keeps the status of the command', async () => {
    let text = '';
    await session.execute('ip lnik; echo $?', { stream: (name, piece) => void (text += name === 'stdout' ? piece : ''), display: () => undefined, update: () => undefined, result: () => undefined, clear: () => undefined });
    expect(text).toBe('1\n');
  });

  it('measures how far words are from each other', () => {
    expect([distance('lnik', 'link'), distance('', 'ab'), distance('shwo', 'show'), distance('abc', 'abc'), distance('route', 'rule')]).toEqual([1, 2, 1, 0, 2]);
    fc.assert(fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => distance(a, b) === distance(b, a) && distance(a, a) === 0 && distance(a, b) <= Math.max(a.length, b.length)));
    expect(nearest('veth7', ['veth0', 'lo', 'veth1'])).toEqual(['veth0', 'veth1']);
  });
});
