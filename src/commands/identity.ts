import { usageError } from './coreutils';
import type { Process, Program } from './program';

function userName(process: Process): string {
  return process.uid === 0 ? 'root' : process.env.USER ?? String(process.uid);
}

/** whoami(1) */
export const whoami: Program = async process => {
  await process.stdout.write(`${userName(process)}\n`);
  return 0;
};

/** id(1): -u, -g, -n. */
export const id: Program = async (process, argv) => {
  const letters = argv.slice(1).join('').replaceAll('-', '');
  const unknown = [...letters].find(letter => !'ugnr'.includes(letter));
  if (unknown !== undefined) return usageError(process, 'id', `invalid option -- '${unknown}'`);
  const [uid, name] = [process.uid, userName(process)];
  const text = letters === '' ? `uid=${uid}(${name}) gid=${uid}(${name}) groups=${uid}(${name})` : letters.includes('n') ? name : String(uid);
  await process.stdout.write(`${text}\n`);
  return 0;
};

const UNAME: readonly (readonly [letter: string, value: (process: Process) => string])[] = [
  ['s', () => 'Linux'], ['n', process => process.host.hostname], ['r', () => '6.1.0'], ['v', () => '#1 SMP vethlab'], ['m', () => 'x86_64'], ['o', () => 'GNU/Linux'],
];

/** uname(1) */
export const uname: Program = async (process, argv) => {
  const letters = argv.slice(1).join('').replaceAll('-', '') || 's';
  const unknown = [...letters].find(letter => letter !== 'a' && !UNAME.some(([known]) => known === letter));
  if (unknown !== undefined) return usageError(process, 'uname', `invalid option -- '${unknown}'`);
  await process.stdout.write(`${UNAME.filter(([letter]) => letters.includes('a') || letters.includes(letter)).map(([, value]) => value(process)).join(' ')}\n`);
  return 0;
};
