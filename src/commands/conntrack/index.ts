import { conntrackOf } from '../../stack/netfilter';
import type { Program } from '../program';
import { connectionText } from './format';

const TITLE = 'conntrack v1.4.7 (conntrack-tools)';
const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };

/** conntrack(8) of conntrack-tools 1.4.7: lists, counts and empties a namespace's connection table. */
export const conntrack: Program = async (process, argv) => {
  const [command = '', ...rest] = argv.slice(1);
  const fail = async (message: string, code = 1): Promise<number> => {
    await process.stderr.write(`${TITLE}: ${message}\n`);
    return code;
  };
  if (process.uid !== 0) return fail('Operation failed: Operation not permitted');
  const table = conntrackOf(process.netns);
  switch (command) {
    case '-V':
    case '--version':
      await process.stdout.write(`${TITLE}\n`);
      return 0;
    case '-C':
    case '--count':
      await process.stdout.write(`${table.list().length}\n`);
      return 0;
    case '-F':
    case '--flush':
      table.list().forEach(connection => table.delete(connection));
      return fail('connection tracking table has been emptied.', 0);
    case '-L':
    case '--dump': {
      const filter = readFilter(rest);
      if (typeof filter === 'string') return fail(`vethlab does not support -L ${filter}`, 2);
      const now = process.netns.network.clock.now();
      const shown = table.list().filter(({ original: { family, protocol } }) => family === filter.family && (filter.protocol === undefined || protocol === filter.protocol));
      await process.stdout.write(shown.map(connection => `${connectionText(connection, now, table.settings.nf_conntrack_acct !== 0)}use=1\n`).join(''));
      return fail(`${shown.length} flow entries have been shown.`, 0);
    }
    default:
      return fail(command === '' ? 'Too few arguments' : `vethlab does not support ${command}`, 2);
  }
};

/** `-p PROTOCOL` and `-f FAMILY`; the first word that is none of them. */
function readFilter(args: readonly string[]): { readonly family: 2 | 10; readonly protocol: number | undefined } | string {
  let family: 2 | 10 = 2;
  let protocol: number | undefined;
  for (let i = 0; i < args.length; i += 2) {
    const value = args[i + 1] ?? '';
    if ((args[i] === '-p' || args[i] === '--proto') && PROTOCOLS[value] !== undefined) protocol = PROTOCOLS[value];
    else if ((args[i] === '-f' || args[i] === '--family') && (value === 'ipv4' || value === 'ipv6')) family = value === 'ipv4' ? 2 : 10;
    else return args.slice(i).join(' ');
  }
  return { family, protocol };
}
