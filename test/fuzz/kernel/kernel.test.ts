import { WEAPONS, attack, attacksOf } from './campaign';
import { Inside } from './inside';

/** A few batches of `npm run fuzz:kernel`, always the same ones. */
describe('a kernel under attack', () => {
  it.each([1, 2])('answers, and its network is as it was, after messages of seed %d', async (seed) => {
    const subject = new Inside(() => undefined);
    const { messages } = WEAPONS;
    expect(await attack(subject, attacksOf(messages, seed, 0), messages.quiet)).toEqual({ problem: undefined, at: undefined });
    await subject.end();
  });
});
