import { WEAPONS, attack, attacksOf } from './campaign';
import { Inside } from './inside';

/** A few batches of `npm run fuzz:kernel`, always the same ones. */
describe('a kernel under attack', () => {
  it.each([
    ['messages', 1], ['messages', 2], ['quiet', 1], ['quiet', 2], ['quiet', 3], ['wild', 1], ['wild', 2],
  ] as const)('answers, and its network is as it was, after a batch of "%s" of seed %d', async (weapon, seed) => {
    const subject = new Inside();
    const { [weapon]: arms } = WEAPONS;
    expect(await attack(subject, attacksOf(arms, seed, 0), arms.quiet)).toEqual({ problem: undefined, at: undefined });
    await subject.end();
  });
});
