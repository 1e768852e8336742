import { usageError } from './coreutils';
import type { Program } from './program';
import { strftime } from './strftime';

const FORMATS: Readonly<Record<string, string>> = { '-R': '%a, %d %b %Y %H:%M:%S %z', '-I': '%F', '-Iseconds': '%FT%T+00:00', '--iso-8601': '%F', '--rfc-email': '%a, %d %b %Y %H:%M:%S %z' };

/** date(1): the lab's wall clock, in UTC. */
export const date: Program = async (process, argv) => {
  let format = '%a %b %e %H:%M:%S UTC %Y';
  for (const arg of argv.slice(1)) {
    if (arg.startsWith('+')) format = arg.slice(1);
    else if (FORMATS[arg]) format = FORMATS[arg];
    else if (arg !== '-u' && arg !== '--utc') return usageError(process, 'date', arg.startsWith('-') ? `vethlab doesn't support ${arg}` : `invalid date '${arg}'`);
  }
  await process.stdout.write(`${strftime(format, process.host.network.clock.wallUs() / 1e6)}\n`);
  return 0;
};
