import { arping } from './arping';
import { cat } from './cat';
import { echo } from './echo';
import { hostname } from './hostname';
import { ip } from './ip';
import { ping } from './ping';
import { sleep } from './sleep';
import { sudo } from './sudo';
import { sysctl } from './sysctl';
import { installed, type Installed } from './table';
import { tcpdump } from './tcpdump';
import { timeout } from './timeout';
import { falseProgram, trueProgram } from './true';

/** Every program of a simulated host, by the name that it's called by. */
export const PROGRAMS: ReadonlyMap<string, Installed> = new Map([
  ['arping', installed('/usr/bin', arping)],
  ['cat', installed('/usr/bin', cat)],
  ['echo', installed('/usr/bin', echo)],
  ['false', installed('/usr/bin', falseProgram)],
  ['hostname', installed('/usr/bin', hostname)],
  ['ip', installed('/usr/sbin', ip)],
  ['ping', installed('/usr/bin', ping)],
  ['ping4', installed('/usr/bin', ping)],
  ['ping6', installed('/usr/bin', ping)],
  ['sleep', installed('/usr/bin', sleep)],
  ['sudo', installed('/usr/bin', sudo)],
  ['sysctl', installed('/usr/sbin', sysctl)],
  ['tcpdump', installed('/usr/bin', tcpdump)],
  ['timeout', installed('/usr/bin', timeout)],
  ['true', installed('/usr/bin', trueProgram)],
]);
