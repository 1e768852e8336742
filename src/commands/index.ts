import { arping } from './arping';
import { awk } from './awk';
import { bridge } from './bridge';
import { cat } from './cat';
import { chmod } from './chmod';
import { clear } from './clear';
import { column } from './column';
import { conntrack } from './conntrack';
import { cp } from './cp';
import { cut } from './cut';
import { date } from './date';
import { diff } from './diff';
import { echo } from './echo';
import { expr } from './expr';
import { filter } from './filter';
import { grep } from './grep';
import { fold } from './fold';
import { head } from './head';
import { hostname } from './hostname';
import { id, uname, whoami } from './identity';
import { ip } from './ip';
import { IPTABLES } from './iptables';
import { jq } from './jq';
import { ln } from './ln';
import { ls } from './ls';
import { mkdir } from './mkdir';
import { mv } from './mv';
import { nc } from './nc';
import { nft } from './nft';
import { nl } from './nl';
import { od } from './od';
import { ping } from './ping';
import { kill, killall, pgrep, pkill, ps } from './process';
import { rm } from './rm';
import { rmdir } from './rmdir';
import { env, plainWrapper, xargs } from './run';
import { sed } from './sed';
import { seq } from './seq';
import { sleep } from './sleep';
import { socat } from './socat';
import { sort } from './sort';
import { ss } from './ss';
import { sudo } from './sudo';
import { sysctl } from './sysctl';
import { installed, type Installed } from './table';
import { tail } from './tail';
import { tcpdump } from './tcpdump';
import { tee } from './tee';
import { timeout } from './timeout';
import { touch } from './touch';
import { tr } from './tr';
import { traceroute } from './traceroute';
import { falseProgram, trueProgram } from './true';
import { uniq } from './uniq';
import { wc } from './wc';
import { which } from './which';
import { yes } from './yes';

/** Text and file tools that just-bash has; all the others here are vethlab's own. */
const FILTERS = [
  'base64', 'basename', 'comm', 'dirname', 'du', 'expand', 'file', 'find', 'join',
  'md5sum', 'paste', 'readlink', 'rev', 'sha1sum', 'sha256sum', 'stat', 'strings', 'tac',
  'tree', 'unexpand',
];

/** Every program of a simulated host, by the name that it's called by. */
export const PROGRAMS: ReadonlyMap<string, Installed> = new Map([
  ['arping', installed('/usr/bin', arping)],
  ['awk', installed('/usr/bin', awk)],
  ['bridge', installed('/usr/sbin', bridge)],
  ['cat', installed('/usr/bin', cat)],
  ['chmod', installed('/usr/bin', chmod)],
  ['clear', installed('/usr/bin', clear)],
  ['column', installed('/usr/bin', column)],
  ['conntrack', installed('/usr/sbin', conntrack)],
  ['cp', installed('/usr/bin', cp)],
  ['cut', installed('/usr/bin', cut)],
  ['date', installed('/usr/bin', date)],
  ['diff', installed('/usr/bin', diff)],
  ['echo', installed('/usr/bin', echo)],
  ['egrep', installed('/usr/bin', grep('extended'))],
  ['env', installed('/usr/bin', env)],
  ['expr', installed('/usr/bin', expr)],
  ['false', installed('/usr/bin', falseProgram)],
  ['fgrep', installed('/usr/bin', grep('fixed'))],
  ['grep', installed('/usr/bin', grep())],
  ['fold', installed('/usr/bin', fold)],
  ['head', installed('/usr/bin', head)],
  ['hostname', installed('/usr/bin', hostname)],
  ['id', installed('/usr/bin', id)],
  ['ip', installed('/usr/sbin', ip)],
  ['jq', installed('/usr/bin', jq)],
  ['kill', installed('/usr/bin', kill)],
  ['killall', installed('/usr/bin', killall)],
  ['ln', installed('/usr/bin', ln)],
  ['ls', installed('/usr/bin', ls)],
  ['mkdir', installed('/usr/bin', mkdir)],
  ['mv', installed('/usr/bin', mv)],
  ['nice', installed('/usr/bin', plainWrapper)],
  ['nc', installed('/usr/bin', nc)],
  ['netcat', installed('/usr/bin', nc)],
  ['nft', installed('/usr/sbin', nft)],
  ['nl', installed('/usr/bin', nl)],
  ['nohup', installed('/usr/bin', plainWrapper)],
  ['od', installed('/usr/bin', od)],
  ['pgrep', installed('/usr/bin', pgrep)],
  ['ping', installed('/usr/bin', ping)],
  ['ping4', installed('/usr/bin', ping)],
  ['ping6', installed('/usr/bin', ping)],
  ['pkill', installed('/usr/bin', pkill)],
  ['ps', installed('/usr/bin', ps)],
  ['rm', installed('/usr/bin', rm)],
  ['rmdir', installed('/usr/bin', rmdir)],
  ['sed', installed('/usr/bin', sed)],
  ['seq', installed('/usr/bin', seq(filter('seq')))],
  ['setsid', installed('/usr/bin', plainWrapper)],
  ['sleep', installed('/usr/bin', sleep)],
  ['socat', installed('/usr/bin', socat)],
  ['sort', installed('/usr/bin', sort)],
  ['ss', installed('/usr/bin', ss)],
  ['stdbuf', installed('/usr/bin', plainWrapper)],
  ['sudo', installed('/usr/bin', sudo)],
  ['sysctl', installed('/usr/sbin', sysctl)],
  ['tail', installed('/usr/bin', tail)],
  ['tcpdump', installed('/usr/bin', tcpdump)],
  ['tee', installed('/usr/bin', tee)],
  ['timeout', installed('/usr/bin', timeout)],
  ['touch', installed('/usr/bin', touch)],
  ['tr', installed('/usr/bin', tr)],
  ['traceroute', installed('/usr/bin', traceroute)],
  ['traceroute6', installed('/usr/bin', traceroute)],
  ['true', installed('/usr/bin', trueProgram)],
  ['uname', installed('/usr/bin', uname)],
  ['uniq', installed('/usr/bin', uniq)],
  ['wc', installed('/usr/bin', wc)],
  ['which', installed('/usr/bin', which)],
  ['whoami', installed('/usr/bin', whoami)],
  ['xargs', installed('/usr/bin', xargs)],
  ['yes', installed('/usr/bin', yes)],
  ...IPTABLES.map(([name, program]) => [name, installed('/usr/sbin', program)] as const),
  ...FILTERS.map(name => [name, installed('/usr/bin', filter(name))] as const),
]);
