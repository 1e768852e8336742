import fc from '../property';
import { LabError, drawVariables, readLab, seedFrom } from '../../src/lab';

const lab = (variables: string): string => `name: own\ntopology:\n  defaults: { labels: { vethlab.variables: "${variables}" } }\n  nodes: { vm: {} }\n`;

const problem = (text: string): string => {
  try {
    return JSON.stringify(readLab(text).variables);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return error.message;
  }
};

describe('variables of a lab', () => {
  it('are names and ranges', () => {
    expect(readLab(lab('OCTET=10..250  VLAN=100..100')).variables).toEqual([{ name: 'OCTET', least: 10, most: 250 }, { name: 'VLAN', least: 100, most: 100 }]);
  });

  it.each(['OCTET', 'OCTET=9..1', '1=1..2', 'OCTET=-1..4'])('are not %j', (text) => {
    expect(problem(lab(text))).toBe(`lab:3:44: vethlab.variables takes names and ranges such as OCTET=10..250, not "${text}"`);
  });

  it('stay in their ranges, and depend on seed, name and range alone', () => {
    const range = fc.tuple(fc.nat(1000), fc.nat(1000)).map(([least, more]) => ({ name: 'A', least, most: least + more }));
    fc.assert(fc.property(range, fc.nat(0xffffffff), (variable, seed) => {
      const { A } = drawVariables([variable], seed);
      expect(Number(A)).toBeGreaterThanOrEqual(variable.least);
      expect(Number(A)).toBeLessThanOrEqual(variable.most);
      expect(drawVariables([{ ...variable, name: 'B' }, variable], seed).A).toBe(A);
    }));
  });

  it('differ between names, whose case and outer blanks do not matter', () => {
    const values = ['ada', 'grace', 'edsger', 'barbara', 'ken'].map((name) => drawVariables([{ name: 'OCTET', least: 1, most: 254 }], seedFrom(name)).OCTET);
    expect(new Set(values).size).toBe(5);
    expect(seedFrom(' Ada ')).toBe(seedFrom('ada'));
  });
});
