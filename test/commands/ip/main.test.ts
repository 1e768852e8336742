import { ip } from '../../../src/commands/ip';
import { ipUsage } from '../../../src/commands/ip/help/ip';
import { fakeHost, run } from '../run';

const host = fakeHost({ '': {} });
const ran = (line: string, stdin?: string) => run(ip, line, host, { stdin });

describe('ip', () => {
  it('tells its version', async () => {
    expect(await ran('ip -V')).toEqual({ stdout: 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n', stderr: '', rc: 0 });
  });

  it.each(['ip', 'ip help', 'ip h', 'ip -help', 'ip --help', 'ip -f', 'ip -f help', 'ip -b', 'ip -l'])('shows its usage for %p', async line => {
    expect(await ran(line)).toEqual({ stdout: '', stderr: ipUsage, rc: 255 });
  });

  it.each([
    ['ip foo', 'Object "foo" is unknown, try "ip help".\n', 1],
    ['ip -foo link', 'Option "-foo" is unknown, try "ip -help".\n', 255],
    ['ip --foo link', 'Option "-foo" is unknown, try "ip -help".\n', 255],
    ['ip -f foo addr', 'Error: argument "foo" is wrong: invalid protocol family\n', 255],
    ['ip -n', 'Cannot open network namespace "(null)": No such file or directory\n', 255],
    ['ip -n x link', 'Cannot open network namespace "x": No such file or directory\n', 255],
    ['ip -c=foo link', 'Option "-c=foo" is unknown, try "ip -help".\n', 255],
    ['ip mrule', 'vethlab: ip mrule is not supported\n', 1],
  ])('answers %p', async (line, stderr, rc) => {
    expect(await ran(line)).toEqual({ stdout: '', stderr, rc });
  });
});

describe('ip -batch', () => {
  it('stops at the first failure and names its line', async () => {
    expect(await ran('ip -b -', '# comment\n\nfoo\nbar\n')).toEqual({ stdout: '', stderr: 'Object "foo" is unknown, try "ip help".\nCommand failed -:3\n', rc: 1 });
  });

  it('goes on with -force, and joins continued lines', async () => {
    expect(await ran('ip -force -b -', 'f\\\noo\n"b ar"')).toEqual({
      stdout: '', stderr: 'Object "foo" is unknown, try "ip help".\nCommand failed -:2\nObject "b ar" is unknown, try "ip help".\nCommand failed -:3\n', rc: 1,
    });
  });

  it('ends at once where the program exits', async () => {
    expect(await ran('ip -force -b -', 'help\nfoo\n')).toEqual({ stdout: '', stderr: ipUsage, rc: 255 });
  });

  it('says which file it cannot open', async () => {
    expect(await ran('ip -b nothing')).toEqual({ stdout: '', stderr: 'Cannot open file "nothing" for reading: No such file or directory\n', rc: 1 });
  });
});
