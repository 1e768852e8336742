import fc from '../property';
import { wheelDelay } from '../../src/stack';

describe('the timer wheel', () => {
  it('keeps later timers more coarsely', () => {
    const fires = (now: number, delay: number): number => now + wheelDelay(now, delay);
    expect([fires(0, 200e6), fires(1e6, 10e6), fires(0, 1e9), fires(1024e6, 1e9)]).toEqual([204e6, 16e6, 1024e6, 2048e6]);
  });

  it('never fires early, nor later than an eighth of the delay and two jiffies', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1e12 }), fc.integer({ min: 0, max: 1e12 }), (now, delay) => {
      const late = wheelDelay(now, delay) - delay;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(delay / 7 + 8e6);
    }));
  });
});
