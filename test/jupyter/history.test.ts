import { History } from '../../src/jupyter/history';
import type { Entry, HistoryStore } from '../../src/jupyter/history';

const INPUTS = ['ip link', 'ip addr', 'ping -c1 lo', 'ip link'];

function filled(store?: HistoryStore): History {
  const history = new History(store);
  INPUTS.forEach((input, index) => history.add(index + 1, input));
  return history;
}

describe('history', () => {
  const history = filled();
  history.result(4, 'shown');
  history.result(3, 'too late');

  it.each([
    [{ hist_access_type: 'tail', n: 2 }, [[1, 3, 'ping -c1 lo'], [1, 4, 'ip link']]],
    [{ hist_access_type: 'tail', n: 2, output: true, raw: true }, [[1, 3, ['ping -c1 lo', null]], [1, 4, ['ip link', 'shown']]]],
    [{ hist_access_type: 'tail', n: 0 }, []],
    [{ hist_access_type: 'range', session: 0, start: 2, stop: 4 }, [[0, 2, 'ip addr'], [0, 3, 'ping -c1 lo']]],
    [{ hist_access_type: 'range', session: 1, start: 2, stop: 3 }, [[1, 2, 'ip addr']]],
    [{ hist_access_type: 'range', session: 7, start: 2, stop: 4 }, []],
    [{ hist_access_type: 'range', session: -1, start: 2, stop: 4 }, []],
    [{ hist_access_type: 'search', pattern: 'ip *' }, [[1, 1, 'ip link'], [1, 2, 'ip addr'], [1, 4, 'ip link']]],
    [{ hist_access_type: 'search', pattern: 'ip l?nk', unique: true }, [[1, 4, 'ip link']]],
    [{ hist_access_type: 'search', pattern: 'ip*', n: 1 }, [[1, 4, 'ip link']]],
    [{ hist_access_type: 'search', pattern: '*k' }, [[1, 1, 'ip link'], [1, 4, 'ip link']]],
    [{ hist_access_type: 'search', pattern: 'p.*' }, []],
    [{ hist_access_type: 'search' }, INPUTS.map((input, index) => [1, index + 1, input])],
    [{ hist_access_type: 'magic' }, []],
  ])('answers %j', (content, found) => expect(history.ask(content)).toEqual(found));

  it('searches in bounded time', () => {
    const long = new History();
    long.add(1, 'a'.repeat(20_000));
    expect(long.ask({ hist_access_type: 'search', pattern: `${'*a'.repeat(200)}b` })).toEqual([]);
  });

  it('forgets the oldest cells when there are too many, or too much of them', () => {
    const many = new History();
    for (let line = 1; line <= 10_002; line++) many.add(line, 'true');
    expect(many.ask({ hist_access_type: 'tail', n: 20_000 }).map(([, line]) => line)).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 3));
    const large = new History();
    for (let line = 1; line <= 6; line++) large.add(line, 'x'.repeat(999_999));
    large.result(6, 'too long');
    expect(large.ask({ hist_access_type: 'range', output: true }).map(([, line, [input, output]]) => [line, input!.length, output])).toEqual([3, 4, 5, 6].map((line) => [line, 999_999, null]));
  });

  it('forgets one huge cell rather than all others', () => {
    const spared = new History();
    spared.add(1, 'ip link');
    spared.add(2, 'x'.repeat(5_000_000));
    spared.result(2, 'shown');
    expect(spared.ask({ hist_access_type: 'range' })).toEqual([[0, 1, 'ip link']]);
  });

  describe('of earlier kernels', () => {
    const kept: Entry[] = [];
    const store: HistoryStore = { load: () => [{ session: 4, line: 1, input: 'old' }, { session: 5, line: 1, input: 'older', output: '42' }], keep: (entry) => void kept.push(entry) };
    const later = filled(store);
    later.result(4, 'shown');

    it('goes on counting sessions', () => {
      expect(later.ask({ hist_access_type: 'tail', n: 2 })).toEqual([[6, 3, 'ping -c1 lo'], [6, 4, 'ip link']]);
      expect(later.ask({ hist_access_type: 'range', session: -1, output: true })).toEqual([[5, 1, ['older', '42']]]);
      expect(later.ask({ hist_access_type: 'range', session: 4 })).toEqual([[4, 1, 'old']]);
      expect(later.ask({ hist_access_type: 'range', session: 0, stop: 2 })).toEqual([[0, 1, 'ip link']]);
      expect(later.ask({ hist_access_type: 'search', pattern: '*old*' })).toEqual([[4, 1, 'old'], [5, 1, 'older']]);
    });

    it('keeps what is new, with outputs', () => {
      expect(kept).toEqual([...INPUTS.map((input, index) => ({ session: 6, line: index + 1, input })), { session: 6, line: 4, input: 'ip link', output: 'shown' }]);
    });
  });
});
