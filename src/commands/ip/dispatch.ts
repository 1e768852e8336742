import type { Ip } from './context';
import { matches } from './matches';
import { OBJECTS } from './objects';

/** Runs `OBJECT ...`; the object may be abbreviated. @throws {Ending} */
export async function dispatch(ip: Ip, argv: readonly string[]): Promise<number> {
  const [word = '', ...rest] = argv;
  const object = OBJECTS.find(candidate => matches(word, candidate.name));
  if (!object) ip.fail(`Object "${word}" is unknown, try "ip help".`);
  if (!object.run) ip.unsupported(`ip ${object.name}`);
  return object.run(ip, rest);
}
