import fc from '../../property';
import { drawingBundle } from '../../../src/render/drawing';
import { toLatex } from '../../../src/render/emit/latex';
import { toPdf } from '../../../src/render/emit/pdf';
import { slicesOf } from '../../../src/render/emit/slices';
import { toSvg } from '../../../src/render/emit/svg';
import type { Scene, Shape } from '../../../src/render/scene';
import { expectGolden } from '../golden';
import { expectSafe, tagsOf } from '../markup';

const INK = '#1f2933';

/** One of everything. */
const ALL: Scene = {
  width: 240, height: 119.2, description: 'All shapes: é “quoted” → 字.', shapes: [
    { shape: 'box', role: 'panel', x: 10, y: 10, width: 100, height: 60, fill: '#f1f5fb', stroke: '#c3ccd5' },
    { shape: 'box', role: 'row', x: 20.25, y: 20, width: 60, height: 26, fill: '#ffffff', stroke: '#1d56c0', strokeWidth: 1.8, dashed: true },
    { shape: 'text', text: 'veth0_{1}', font: { family: 'mono', size: 11, bold: true }, colour: INK, x: 24, y: 36, anchor: 'start', struck: true },
    { shape: 'text', text: 'it\'s  50 % → "up"', font: { family: 'sans', size: 10.5 }, colour: INK, x: 230, y: 36, anchor: 'end' },
    { shape: 'text', text: '字', font: { family: 'sans', size: 12, bold: true }, colour: INK, x: 120, y: 60, anchor: 'middle' },
    ...(['●', '◐', '○', '✕', '✓'] as const).map((mark, i): Shape => ({ shape: 'mark', mark, colour: '#b42318', x: 20 + 15 * i, y: 90 })),
    { shape: 'line', path: 'M100 90C110 80 120 100 130 90L150 100', colour: INK, width: 1.5, dashed: true, arrow: true },
    { shape: 'line', path: 'M160 90H200V100Z', colour: INK, width: 1, dashed: false, arrow: false },
    { shape: 'end', form: 'plug', colour: INK, x: 160, y: 60 }, { shape: 'end', form: 'ring', colour: INK, x: 180, y: 60 },
  ],
};

const words = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'\\{}$&#^_%~`\'"<>|-, \n\0a') }));
const texts: fc.Arbitrary<Scene> = fc.array(words, { minLength: 1, maxLength: 4 }).map(list => ({
  width: 100, height: 100, description: list.join(), shapes: list.map((text, i): Shape => ({ shape: 'text', text, font: { family: i % 2 ? 'mono' : 'sans', size: 11 }, colour: INK, x: 1, y: 1, anchor: 'end' })),
}));

describe('a scene', () => {
  it('becomes SVG, LaTeX and PDF', () => {
    expectGolden('all-shapes.svg', toSvg(ALL));
    expectGolden('all-shapes.tex', toLatex(ALL));
    expectGolden('all-shapes.pdf', toPdf(ALL));
  });

  it('is in a bundle in every format but SVG, which LaTeX exports choke on', () => {
    const bundle = drawingBundle({ scene: ALL, text: '┌─┐\n' });
    expect(Object.keys(bundle)).toEqual(['text/plain', 'text/html', 'text/latex', 'text/markdown', 'application/pdf']);
    expectSafe(bundle['text/html'] as string);
    expect(bundle['text/markdown']).toBe('```text\n┌─┐\n```\n');
    expect(atob(bundle['application/pdf'] as string)).toBe(toPdf(ALL));
  });
});

describe('slicesOf', () => {
  /** Two columns of rows with a line of text each, in panels of ten, and a cable across all. */
  const columns = fc.record({ rows: fc.integer({ min: 1, max: 120 }), width: fc.integer({ min: 200, max: 1400 }), pitch: fc.integer({ min: 30, max: 60 }) }).map(({ rows, width, pitch }): Scene => ({
    width, height: rows * pitch + 40.5, description: 'rows', shapes: [
      ...Array.from({ length: Math.ceil(rows / 10) }, (_, i): Shape => ({ shape: 'box', role: 'panel', x: 5, y: 10 * i * pitch + 10, width: 100, height: 10 * pitch - 4, fill: '#f1f5fb', stroke: '#c3ccd5' })),
      ...Array.from({ length: rows }, (_, i): Shape[] => [
        { shape: 'box', role: 'row', x: 10, y: i * pitch + 20, width: 50, height: pitch - 8, fill: '#ffffff', stroke: '#c3ccd5' },
        { shape: 'text', text: `row ${i}`, font: { family: 'mono', size: 11 }, colour: INK, x: 12, y: i * pitch + 36, anchor: 'start' },
      ]).flat(),
      { shape: 'line', path: `M60 30V${rows * pitch}`, colour: INK, width: 1, dashed: false, arrow: false },
    ],
  }));

  it('leaves a drawing whole that fits on a page', () => {
    expect(slicesOf({ ...ALL, height: 819.5 })).toEqual([{ top: 0, height: 820 }]);
    expect(slicesOf({ ...ALL, width: 1200, height: 1640 })).toEqual([{ top: 0, height: 1640 }]);
  });

  it('cuts between rows, loses nothing, and shows each text once', () => {
    fc.assert(fc.property(columns, scene => {
      const slices = slicesOf(scene);
      expect(slices.reduce((end, { top, height }) => (expect(top).toBe(end), end + height), 0)).toBe(Math.ceil(scene.height));
      for (const { height } of slices) expect(height).toBeLessThanOrEqual(820 * Math.max(1, scene.width / 600));
      const shown = slices.flatMap(slice => [...toSvg(scene, slice).matchAll(/>(row \d+)</g)].map(([, text]) => text));
      expect(shown).toEqual(scene.shapes.flatMap(shape => shape.shape === 'text' ? [shape.text] : []));
    }));
  });
});

describe('toLatex', () => {
  it('keeps braces in pairs', () => {
    fc.assert(fc.property(texts, scene => {
      let depth = 0;
      for (const [token] of toLatex(scene).matchAll(/\\.|[{}]/gs)) {
        if (token === '{') depth++;
        if (token === '}') depth--;
        expect(depth).toBeGreaterThanOrEqual(0);
      }
      expect(depth).toBe(0);
    }));
  });
});

describe('toPdf', () => {
  it('says at which octet each object begins, whatever the texts are', () => {
    fc.assert(fc.property(texts, scene => {
      const pdf = toPdf(scene);
      expect(pdf).toMatch(/^[\n\x20-\x7e]*$/);
      const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(pdf)![1]);
      expect(pdf.slice(start, start + 5)).toBe('xref\n');
      const offsets = [...pdf.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)].map(match => Number(match[1]));
      offsets.forEach((offset, i) => expect(pdf.slice(offset).startsWith(`${i + 1} 0 obj\n`)).toBe(true));
      const stream = /\/Length (\d+) >>\nstream\n/.exec(pdf)!;
      expect(pdf.slice(stream.index + stream[0].length + Number(stream[1])).startsWith('endstream')).toBe(true);
    }));
  });
});

describe('toSvg', () => {
  it('is well formed', () => {
    expect(tagsOf(toSvg(ALL)).at(-1)).toEqual({ name: 'svg', attributes: '' });
  });
});
