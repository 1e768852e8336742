import { background, Printer, type Style } from '../../../src/commands/ip/print';

const PLAIN: Style = { json: false, pretty: false, oneline: false, color: 'none' };

/** One description, in any dress. */
function describeThing(style: Partial<Style>): string {
  let text = '';
  const print = new Printer(more => { text += more; }, { ...PLAIN, ...style });
  print.begin();
  for (const name of ['a"b', 'c']) {
    print.openObject();
    print.any('name', '%s: ', name, 'ifname');
    print.openArray('flags', '<');
    print.any(null, '%s', 'UP');
    print.any(null, ',%s', 'DOWN');
    print.closeArray('> ');
    print.any('mtu', 'mtu %u ', 1500);
    print.flag('deleted', 'deleted ');
    print.onOff('learning', 'learning %s ', false);
    print.hex('mask', 'mask %#llx ', 255);
    print.nl();
    print.text('    link ');
    print.field('link', null);
    print.openObject('empty');
    print.closeObject();
    print.text('\n');
    print.closeObject();
  }
  print.end();
  return text;
}

describe('the output layer', () => {
  it('prints text', () => expect(describeThing({})).toBe(
    'a"b: <UP,DOWN> mtu 1500 deleted learning off mask 0xff \n    link \nc: <UP,DOWN> mtu 1500 deleted learning off mask 0xff \n    link \n'));

  it('prints one line a record', () => expect(describeThing({ oneline: true })).toBe(
    'a"b: <UP,DOWN> mtu 1500 deleted learning off mask 0xff \\    link \nc: <UP,DOWN> mtu 1500 deleted learning off mask 0xff \\    link \n'));

  it('prints JSON', () => {
    const record = (name: string): string => `{"name":${name},"flags":["UP","DOWN"],"mtu":1500,"deleted":true,"learning":false,"mask":"0xff","link":null,"empty":{}}`;
    expect(describeThing({ json: true })).toBe(`[${record('"a\\"b"')},${record('"c"')}]\n`);
  });

  it('prints the same JSON prettily', () => {
    const pretty = describeThing({ json: true, pretty: true });
    expect(JSON.parse(pretty)).toEqual(JSON.parse(describeThing({ json: true })));
    expect(pretty.split('\n').slice(0, 6)).toEqual(['[ {', '        "name": "a\\"b",', '        "flags": [ "UP","DOWN" ],', '        "mtu": 1500,', '        "deleted": true,', '        "learning": false,']);
  });

  it('colours by the background', () => {
    expect(describeThing({ color: 'light' }).slice(0, 15)).toBe('\x1b[36ma"b: \x1b[0m<');
    expect(describeThing({ color: 'dark' }).slice(0, 17)).toBe('\x1b[1;36ma"b: \x1b[0m<');
    expect([{}, { COLORFGBG: '15;0' }, { COLORFGBG: '0;15' }, { COLORFGBG: '0;default;8' }].map(env => background(env as Record<string, string>))).toEqual(['light', 'dark', 'light', 'dark']);
  });
});
