import { Args } from '../../../src/commands/ip/args';
import { choice, device, number, onOff, oneOf, text } from '../../../src/commands/ip/arguments';
import { Ip } from '../../../src/commands/ip/context';
import { duplicateOrGarbage } from '../../../src/commands/ip/errors';
import { Ending } from '../../../src/commands/ip/failure';
import { flag, option, parse, special, type Grammar } from '../../../src/commands/ip/grammar';
import type { Process } from '../../../src/commands/program';
import { RtnetlinkError } from '../../../src/stack';
import { fakeHost, files } from '../run';

interface Asked {
  dev?: string;
  mtu?: number;
  up?: boolean;
  mode?: string;
  pair?: readonly string[];
  arp?: boolean;
  state?: number;
  master?: number;
}

const grammar: Grammar<Asked> = {
  usage: 'Usage: thing\n',
  keywords: [
    flag('up', state => { state.up = true; }),
    option('mtu', number('MTU', 0xffff), { once: 'mtu', wrong: 'Invalid "mtu" value\n', set: (state, value) => { state.mtu = value; } }),
    option('mode*', choice('MODE', { one: '1', two: '2' }), { wrong: 'no such mode', set: (state, value) => { state.mode = value; } }),
    option('arp', onOff('arp'), { set: (state, value) => { state.arp = value; } }),
    option('state', oneOf('state', ['disabled', 'listening']), { once: 'state', onceShowsKeyword: true, set: (state, value) => { state.state = value; } }),
    option('master', device, { wrong: 'Device does not exist\n', set: (state, value) => { state.master = value; } }),
    special('pair', [text('A'), text('B')], (args, state) => { state.pair = [args.next(), args.next()]; }),
    option('type', text('TYPE'), { last: true, set: () => undefined }),
  ],
  positional: {
    lead: 'dev', kind: 'DEVICE', help: 'without-lead',
    take: (word, state) => {
      if (state.dev !== undefined) throw duplicateOrGarbage('dev', word);
      state.dev = word;
    },
  },
};

const host = fakeHost({ '': { getLink: () => { throw new RtnetlinkError('ENODEV'); } } });
const process = { host, netns: host.initNetns, files: files(), env: {} } as unknown as Process;

function read(line: string): { readonly state: Asked; readonly rest: readonly string[] } | readonly [string, number] {
  const state: Asked = {};
  try {
    return { state, rest: parse(grammar, new Args(line.split(' ').filter(Boolean)), state, new Ip(process)) };
  } catch (error) {
    if (error instanceof Ending) return [error.text, error.code];
    throw error;
  }
}

describe('the keyword grammar', () => {
  it.each<[string, Asked]>([
    ['', {}],
    ['veth0 up', { dev: 'veth0', up: true }],
    ['dev up mtu 0x10', { dev: 'up', mtu: 16 }],
    ['dev help', { dev: 'help' }],
    ['m two', { mode: '2' }],
    ['pair a b arp off state l', { pair: ['a', 'b'], arp: false, state: 1 }],
    ['master if7', { master: 7 }],
  ])('reads %j', (line, state) => expect(read(line)).toEqual({ state, rest: [] }));

  it('leaves what follows a last keyword', () => expect(read('veth0 type foo bar up')).toEqual({ state: { dev: 'veth0' }, rest: ['bar', 'up'] }));

  it.each<[string, string, number]>([
    ['mtu', 'Command line is not complete. Try option "help"\n', 255],
    ['pair a', 'Command line is not complete. Try option "help"\n', 255],
    ['dev', 'Command line is not complete. Try option "help"\n', 255],
    ['mtu abc', 'Error: argument "abc" is wrong: Invalid "mtu" value\n\n', 255],
    ['mtu 65536', 'Error: argument "65536" is wrong: Invalid "mtu" value\n\n', 255],
    ['mode three', 'Error: argument "three" is wrong: no such mode\n', 255],
    ['mode toString', 'Error: argument "toString" is wrong: no such mode\n', 255],
    ['mtu 1 mtu 2', 'Error: duplicate "mtu": "2" is the second value.\n', 255],
    ['state d state d', 'Error: duplicate "state": "state" is the second value.\n', 255],
    ['arp maybe', 'Error: argument of "arp" must be "on" or "off", not "maybe"\n', 1],
    ['state x', 'Error: argument of "state" must be one of "disabled", "listening", not "x"\n', 22],
    ['master nope', 'Error: argument "nope" is wrong: Device does not exist\n\n', 255],
    ['veth0 mt 5', 'Error: either "dev" is duplicate, or "mt" is a garbage.\n', 255],
    ['h', 'Usage: thing\n', 255],
  ])('answers %j', (line, message, code) => expect(read(line)).toEqual([message, code]));

  it('starts afresh for every line', () => {
    expect(read('mtu 1')).toEqual(read('mtu 1'));
  });
});
