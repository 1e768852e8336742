import fc from '../property';
import { Clock, Random } from '../../src/stack';

describe('the clock', () => {
  it('runs timers by time, then by the order of their making', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 100 }), delays => {
      const clock = new Clock();
      const ran: { at: number; index: number }[] = [];
      delays.forEach((delay, index) => clock.after(delay, () => ran.push({ at: clock.now(), index })));
      while (clock.step());
      const expected = delays.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at || a.index - b.index);
      expect(ran).toEqual(expected);
    }));
  });

  it('does not run a cancelled timer, nor stop at its time', () => {
    const clock = new Clock(0);
    const ran: string[] = [];
    const timer = clock.after(10, () => ran.push('cancelled'));
    clock.after(20, () => ran.push('kept'));
    timer.cancel();
    expect(clock.next()).toBe(20);
    expect([clock.step(), clock.step()]).toEqual([true, false]);
    expect(ran).toEqual(['kept']);
    expect(clock.now()).toBe(20);
    timer.cancel();
  });

  it('runs what a timer sets at once after what was set before it', () => {
    const clock = new Clock();
    const ran: string[] = [];
    clock.after(5, () => {
      ran.push('first');
      clock.after(0, () => ran.push('third'));
    });
    clock.after(5, () => ran.push('second'));
    while (clock.step());
    expect(ran).toEqual(['first', 'second', 'third']);
  });

  it('tells wall time in whole microseconds', () => {
    const clock = new Clock(1_000);
    clock.after(1_999, () => undefined);
    clock.step();
    expect(clock.wallUs()).toBe(1_000_001);
  });
});

describe('randomness', () => {
  it('repeats for a seed and differs between seeds', () => {
    const draw = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 4 }, () => random.u32());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('stays within its bounds and fills them', () => {
    fc.assert(fc.property(fc.integer(), seed => {
      const random = new Random(seed);
      const drawn = new Set(Array.from({ length: 200 }, () => random.between(3, 6)));
      expect([...drawn].sort()).toEqual([3, 4, 5]);
      expect(random.octets(6)).toHaveLength(6);
    }));
  });
});
