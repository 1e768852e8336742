import { arrowHead, parsePath, roundedRectangle } from '../../src/render/path';

describe('parsePath', () => {
  it('makes all coordinates absolute points', () => {
    expect(parsePath('M1 2H3V-4.5L5,6 7 8C1 2 3 4 5 6Z')).toEqual([
      { op: 'M', to: { x: 1, y: 2 } }, { op: 'L', to: { x: 3, y: 2 } }, { op: 'L', to: { x: 3, y: -4.5 } }, { op: 'L', to: { x: 5, y: 6 } }, { op: 'L', to: { x: 7, y: 8 } },
      { op: 'C', first: { x: 1, y: 2 }, second: { x: 3, y: 4 }, to: { x: 5, y: 6 } }, { op: 'Z' },
    ]);
  });

  it.each(['M1 2q1 2 3 4', 'M1', 'M1 2a5 5 0 0 0 0 10', 'M1 2Z3'])('refuses %s', path => {
    expect(() => parsePath(path)).toThrow(SyntaxError);
  });
});

describe('arrowHead', () => {
  it.each([
    ['M0 10H100', 'M93.9 6.9L100.9 10L93.9 13.1Z'],
    ['M10 0V100', 'M13.1 93.9L10 100.9L6.9 93.9Z'],
    ['M0 0C0 0 50 50 50 50L50 50', 'M47.9 43.5L50.6 50.6L43.5 47.9Z'],
    ['M5 5', 'M-1.1 1.9L5.9 5L-1.1 8.1Z'],
  ])('points the way in which %s ends', (path, head) => {
    expect(arrowHead(path)).toBe(head);
  });
});

describe('roundedRectangle', () => {
  it('is a circle where the radius is half of its sides', () => {
    const ends = roundedRectangle(0, 0, 10, 10, 5).flatMap(segment => segment.op === 'C' ? [[segment.to.x, segment.to.y]] : []);
    expect(ends).toEqual([[10, 5], [5, 10], [0, 5], [5, 0]]);
  });
});
