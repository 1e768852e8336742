import { History } from '../../src/jupyter/history';

describe('history', () => {
  const history = new History();
  ['ip link', 'ip addr', 'ping -c1 lo', 'ip link'].forEach((input, index) => history.add(index + 1, input));

  it.each([
    [{ hist_access_type: 'tail', n: 2 }, [[0, 3, 'ping -c1 lo'], [0, 4, 'ip link']]],
    [{ hist_access_type: 'tail', n: 1, output: true }, [[0, 4, ['ip link', null]]]],
    [{ hist_access_type: 'tail', n: 0 }, []],
    [{ hist_access_type: 'range', session: 0, start: 2, stop: 4 }, [[0, 2, 'ip addr'], [0, 3, 'ping -c1 lo']]],
    [{ hist_access_type: 'range', session: 7, start: 2, stop: 4 }, []],
    [{ hist_access_type: 'search', pattern: 'ip *' }, [[0, 1, 'ip link'], [0, 2, 'ip addr'], [0, 4, 'ip link']]],
    [{ hist_access_type: 'search', pattern: 'ip l?nk', unique: true }, [[0, 4, 'ip link']]],
    [{ hist_access_type: 'search', pattern: 'ip*', n: 1 }, [[0, 4, 'ip link']]],
    [{ hist_access_type: 'search', pattern: 'p.*' }, []],
    [{ hist_access_type: 'magic' }, []],
  ])('answers %j', (content, found) => expect(history.ask(content)).toEqual(found));
});
