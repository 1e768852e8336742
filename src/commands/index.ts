import { arping } from './arping';
import { cat } from './cat';
import { echo } from './echo';
import { filter } from './filter';
import { head } from './head';
import { hostname } from './hostname';
import { ip } from './ip';
import { ping } from './ping';
import { sleep } from './sleep';
import { sort } from './sort';
import { sudo } from './sudo';
import { sysctl } from './sysctl';
import { installed, type Installed } from './table';
import { tail } from './tail';
import { tcpdump } from './tcpdump';
import { tee } from './tee';
import { timeout } from './timeout';
import { traceroute } from './traceroute';
import { falseProgram, trueProgram } from './true';

/** Text and file tools that just-bash has; all the others here are vethlab's own. */
const FILTERS = [
  'awk', 'base64', 'basename', 'chmod', 'column', 'comm', 'cp', 'cut', 'diff', 'dirname', 'du', 'egrep', 'expand', 'expr', 'fgrep', 'file', 'find', 'fold', 'grep', 'join', 'jq',
  'ln', 'ls', 'md5sum', 'mkdir', 'mv', 'nl', 'od', 'paste', 'readlink', 'rev', 'rm', 'rmdir', 'sed', 'seq', 'sha1sum', 'sha256sum', 'split', 'stat', 'strings', 'tac',
  'touch', 'tr', 'tree', 'unexpand', 'uniq', 'wc',
];

/** Every program of a simulated host, by the name that it's called by. */
export const PROGRAMS: ReadonlyMap<string, Installed> = new Map([
  ['arping', installed('/usr/bin', arping)],
  ['cat', installed('/usr/bin', cat)],
  ['echo', installed('/usr/bin', echo)],
  ['false', installed('/usr/bin', falseProgram)],
  ['head', installed('/usr/bin', head)],
  ['hostname', installed('/usr/bin', hostname)],
  ['ip', installed('/usr/sbin', ip)],
  ['ping', installed('/usr/bin', ping)],
  ['ping4', installed('/usr/bin', ping)],
  ['ping6', installed('/usr/bin', ping)],
  ['sleep', installed('/usr/bin', sleep)],
  ['sort', installed('/usr/bin', sort)],
  ['sudo', installed('/usr/bin', sudo)],
  ['sysctl', installed('/usr/sbin', sysctl)],
  ['tail', installed('/usr/bin', tail)],
  ['tcpdump', installed('/usr/bin', tcpdump)],
  ['tee', installed('/usr/bin', tee)],
  ['timeout', installed('/usr/bin', timeout)],
  ['traceroute', installed('/usr/bin', traceroute)],
  ['true', installed('/usr/bin', trueProgram)],
  ...FILTERS.map(name => [name, installed('/usr/bin', filter(name, () => import('just-bash')))] as const),
]);
