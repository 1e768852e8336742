import { Clock, Random, SysError, type Host, type SocketError, type UdpSocket } from '../../../src/stack';
import { traceroute } from '../../../src/commands/traceroute';
import { tracerouteUsage } from '../../../src/commands/traceroute/usage';
import { runInTime } from '../vm';

const ROUTER = 0x0a010001;
const TARGET = 0x0a02000a;

/** A router, and the target behind it; 10.2.0.99 is nobody, 10.3.0.0/16 is unknown to the router, 1.2.3.4 to ourselves. */
function network(): { readonly host: Host; readonly ports: number[] } {
  const clock = new Clock();
  const ports: number[] = [];
  const udp = (): UdpSocket => {
    let ttl = 64;
    let to = 0;
    let wake: () => void = () => undefined;
    const errors: SocketError[] = [];
    const error = (offender: number, type: number, code: number): SocketError =>
      ({ errno: 'EHOSTUNREACH', origin: 'icmp', type, code, info: 0, offender, octets: new Uint8Array(), destination: to, at: clock.now() });
    return {
      ready: () => errors.length > 0,
      subscribe: listener => {
        wake = listener;
        return () => { wake = () => undefined; };
      },
      bindToDevice: () => { throw new SysError('ENODEV'); },
      bind: () => { throw new SysError('EADDRNOTAVAIL'); },
      setOptions: options => { ttl = options.ttl ?? ttl; },
      connect: (destination, port) => {
        if (destination === 0x01020304) throw new SysError('ENETUNREACH');
        to = Number(destination);
        ports.push(port);
      },
      local: { address: 0, port: 0 },
      send: () => {
        const answer = ttl === 1 ? () => error(ROUTER, 11, 0) : to === TARGET ? () => error(TARGET, 3, 3) : to >>> 16 === 0x0a03 ? () => error(ROUTER, 3, 0) : undefined;
        if (answer) clock.after(30_000, () => {
          errors.push(answer());
          wake();
        });
      },
      sendTo: () => undefined, receive: () => undefined, receiveError: () => errors.shift(), close: () => undefined,
    };
  };
  const host = { network: { clock, random: new Random(1) } } as unknown as Host;
  Object.assign(host, { initNetns: { host, sockets: { udp } } });
  return { host, ports };
}

async function ran(line: string) {
  const ended = await runInTime(traceroute, line, network().host);
  return { ...ended, stdout: ended.stdout.replace(/[0-9]+\.[0-9]{3} ms/g, 'T ms') };
}

const header = (host: string, hops = 30): string => `traceroute to ${host} (${host}), ${hops} hops max, 60 byte packets\n`;

describe('traceroute', () => {
  it.each([
    ['-n 10.2.0.10', `${header('10.2.0.10')} 1  10.1.0.1  T ms  T ms  T ms\n 2  10.2.0.10  T ms  T ms  T ms\n`],
    ['10.2.0.10', `${header('10.2.0.10')} 1  10.1.0.1 (10.1.0.1)  T ms  T ms  T ms\n 2  10.2.0.10 (10.2.0.10)  T ms  T ms  T ms\n`],
    ['-n -q 1 -f 2 10.2.0.10', `${header('10.2.0.10')} 2  10.2.0.10  T ms\n`],
    ['-n -m 3 -w 1 10.2.0.99', `${header('10.2.0.99', 3)} 1  10.1.0.1  T ms  T ms  T ms\n 2  * * *\n 3  * * *\n`],
    ['-n 10.3.0.1', `${header('10.3.0.1')} 1  10.1.0.1  T ms  T ms  T ms\n 2  10.1.0.1  T ms !N  T ms !N  T ms !N\n`],
  ])('traceroute %s', async (line, stdout) => {
    expect(await ran(`traceroute ${line}`)).toEqual({ stdout, stderr: '', rc: 0 });
  });

  it('takes another port for each probe', async () => {
    const { host, ports } = network();
    await runInTime(traceroute, 'traceroute -n 10.2.0.10', host);
    expect(ports).toEqual(Array.from({ length: 16 }, (_, i) => 33434 + i));
  });

  // recorded from traceroute 2.1.2
  it.each([
    ['traceroute -n 1.2.3.4', header('1.2.3.4').trimEnd(), '\nconnect: Network is unreachable\n', 1],
    ['traceroute -i nope 127.0.0.1', header('127.0.0.1').trimEnd(), '\nsetsockopt SO_BINDTODEVICE: No such device\n', 1],
    ['traceroute -s 9.9.9.9 127.0.0.1', header('127.0.0.1').trimEnd(), '\nbind: Cannot assign requested address\n', 1],
    ['traceroute', '', tracerouteUsage, 0],
    ['traceroute --help', '', tracerouteUsage, 0],
    ['traceroute foo', '', 'foo: Name or service not known\nCannot handle "host" cmdline arg `foo\' on position 1 (argc 1)\n', 2],
    ['traceroute -m 300 127.0.0.1', '', 'max hops cannot be more than 255\n', 2],
    ['traceroute -q 11 127.0.0.1', '', 'no more than 10 probes per hop\n', 2],
    ['traceroute -f 0 127.0.0.1', '', 'first hop out of range\n', 2],
    ['traceroute -w x 127.0.0.1', '', 'Cannot handle `-w\' option with arg `x\' (argc 2)\n', 2],
    ['traceroute --foo 127.0.0.1', '', 'Bad option `--foo\' (argc 1)\n', 2],
    ['traceroute -Y 127.0.0.1', '', 'Bad option `-Y\' (argc 1)\n', 2],
    ['traceroute 127.0.0.1 x', '', 'Cannot handle "packetlen" cmdline arg `x\' on position 2 (argc 2)\n', 2],
    ['traceroute -T 10.2.0.10', '', 'traceroute: vethlab does not support -T\n', 2],
  ])('%s', async (line, stdout, stderr, rc) => {
    expect(await ran(line)).toEqual({ stdout, stderr, rc });
  });
});
