import { Deadline } from '../../src/jupyter/deadline';

describe('deadline', () => {
  const done: string[] = [];
  let deadline: Deadline;
  const due = (wait: number, name: string): void => deadline.set(wait, () => void done.push(`${name} at ${performance.now()}`));

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    done.length = 0;
    deadline = new Deadline();
  });

  afterEach(() => void jest.useRealTimers());

  it('does its work when that is due, once', () => {
    due(40, 'one');
    jest.advanceTimersByTime(1000);
    expect(done).toEqual(['one at 40']);
  });

  it('does nothing that is called off', () => {
    due(40, 'one');
    deadline.clear();
    jest.advanceTimersByTime(1000);
    expect(done).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('needs one timer for what is set and called off again and again, and is late for none', () => {
    for (let round = 0; round < 5; round++) {
      due(250, `cell ${round}`);
      jest.advanceTimersByTime(10);
      deadline.clear();
      expect(jest.getTimerCount()).toBe(1);
    }
    due(250, 'the last');
    jest.advanceTimersByTime(1000);
    expect(done).toEqual(['the last at 300']);
  });

  it('comes in time for what is due sooner than what was called off', () => {
    due(250, 'one');
    deadline.clear();
    due(40, 'two');
    jest.advanceTimersByTime(1000);
    expect(done).toEqual(['two at 40']);
  });

  it('takes what is set last in the place of what was due', () => {
    due(40, 'one');
    due(60, 'two');
    jest.advanceTimersByTime(1000);
    expect(done).toEqual(['two at 60']);
  });
});
