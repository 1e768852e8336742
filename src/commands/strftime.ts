const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** strftime(3) in the C locale and UTC. */
export function strftime(format: string, seconds: number): string {
  const date = new Date(Math.floor(seconds) * 1000);
  const two = (value: number, fill = '0'): string => String(value).padStart(2, fill);
  const hour12 = date.getUTCHours() % 12 || 12;
  const yearDay = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86400000) + 1;
  const fields: Readonly<Record<string, () => string>> = {
    Y: () => String(date.getUTCFullYear()), y: () => two(date.getUTCFullYear() % 100), C: () => two(Math.floor(date.getUTCFullYear() / 100)),
    m: () => two(date.getUTCMonth() + 1), d: () => two(date.getUTCDate()), e: () => two(date.getUTCDate(), ' '), j: () => String(yearDay).padStart(3, '0'),
    H: () => two(date.getUTCHours()), k: () => two(date.getUTCHours(), ' '), I: () => two(hour12), l: () => two(hour12, ' '),
    M: () => two(date.getUTCMinutes()), S: () => two(date.getUTCSeconds()), p: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
    N: () => String(Math.round((seconds % 1) * 1e9)).padStart(9, '0'), s: () => String(Math.floor(seconds)),
    a: () => DAYS[date.getUTCDay()]!.slice(0, 3), A: () => DAYS[date.getUTCDay()]!, b: () => MONTHS[date.getUTCMonth()]!.slice(0, 3), h: () => MONTHS[date.getUTCMonth()]!.slice(0, 3), B: () => MONTHS[date.getUTCMonth()]!,
    u: () => String(date.getUTCDay() || 7), w: () => String(date.getUTCDay()), Z: () => 'UTC', z: () => '+0000',
    F: () => strftime('%Y-%m-%d', seconds), T: () => strftime('%H:%M:%S', seconds), R: () => strftime('%H:%M', seconds), D: () => strftime('%m/%d/%y', seconds),
    x: () => strftime('%m/%d/%y', seconds), X: () => strftime('%H:%M:%S', seconds), c: () => strftime('%a %b %e %H:%M:%S %Y', seconds), r: () => strftime('%I:%M:%S %p', seconds),
    n: () => '\n', t: () => '\t', '%': () => '%',
  };
  return format.replace(/%[-_0]?(.)/g, (whole, letter: string) => {
    const field = fields[letter]?.() ?? whole;
    return whole[1] === '-' ? field.replace(/^[0 ]+(?=.)/, '') : field;
  });
}
