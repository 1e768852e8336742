import { getopt } from '../libc/getopt';

const USAGE = `usage: nc [-46CDdFhklNnrStUuvZz] [-I length] [-i interval] [-M ttl]
\t  [-m minttl] [-O length] [-P proxy_username] [-p source_port]
\t  [-q seconds] [-s sourceaddr] [-T keyword] [-V rtable] [-W recvlimit]
\t  [-w timeout] [-X proxy_protocol] [-x proxy_address[:port]]
\t  [destination] [port]
`;
const LETTERS = '46bCDdFhI:i:klM:m:NnO:P:p:q:rSs:T:tUuV:vW:w:X:x:Zz';
const SUPPORTED = '46dklNnp:q:s:uvw:z';

/** What nc was asked for. */
export interface NcOptions {
  readonly flags: ReadonlySet<string>;
  readonly arguments: ReadonlyMap<string, string>;
  readonly host: string | undefined;
  readonly port: string | undefined;
}

/** Reads nc's arguments; text for a complaint. */
export function readOptions(args: readonly string[]): NcOptions | { readonly complaint: string } {
  const { options, operands } = getopt(LETTERS, args);
  const flags = new Set<string>();
  const values = new Map<string, string>();
  for (const option of options) {
    if (option.kind === 'error') return { complaint: `nc: ${option.message}\n${USAGE}` };
    if (!SUPPORTED.includes(option.letter)) return { complaint: `nc: vethlab doesn't support -${option.letter}\n` };
    flags.add(option.letter);
    if (option.argument !== '') values.set(option.letter, option.argument);
  }
  const [first, second, third] = operands;
  if (third !== undefined || (first === undefined && !flags.has('l'))) return { complaint: USAGE };
  const listens = flags.has('l');
  const port = second ?? (listens ? values.get('p') ?? first : undefined);
  if (port === undefined) return { complaint: 'nc: missing port number\n' };
  if (listens && flags.has('z')) return { complaint: 'nc: cannot use -z and -l\n' };
  if (flags.has('k') && !listens) return { complaint: 'nc: must use -l with -k\n' };
  const host = second !== undefined || !listens || values.has('p') ? first : undefined;
  return { flags, arguments: values, host, port };
}
