import { copy } from './copy';
import { parseOptions, unsupported } from './coreutils';
import { destinations } from './destination';
import type { Program } from './program';

const LONGS = {
  archive: 'a', 'attributes-only': 'attributes', backup: 'b::', 'copy-contents': 'contents', dereference: 'L', force: 'f', interactive: 'i', link: 'l', 'no-clobber': 'n', 'no-dereference': 'P',
  'no-preserve': 'no-preserve:', 'no-target-directory': 'T', 'one-file-system': 'x', parents: 'parents', path: 'parents', preserve: 'p::', recursive: 'r', 'remove-destination': 'remove',
  sparse: 'sparse:', reflink: 'reflink::', 'strip-trailing-slashes': 'strip', suffix: 'S:', 'symbolic-link': 's', 'target-directory': 't:', update: 'u', verbose: 'v', context: 'Z::',
};

/** What makes no difference where there are neither links nor mounts. */
const KNOWN = 'afnprRtTvdHLPx';

/** cp(1) of coreutils 9.1 for files and directories, which asks nobody. */
export const cp: Program = async (process, argv) => {
  const parsed = await parseOptions(process, argv, 'cp', 'abdfHilLnprst:uvxPRS:TZ', LONGS);
  if (typeof parsed === 'number') return parsed;
  const given = new Map(parsed.options.map(({ letter, argument }) => [letter, argument]));
  const unknown = [...given.keys()].find(letter => !KNOWN.includes(letter));
  if (unknown !== undefined) return unsupported(process, 'cp', unknown.length === 1 ? `-${unknown}` : `--${Object.entries(LONGS).find(([, known]) => known.startsWith(unknown))![0]}`);
  const pairs = await destinations(process, 'cp', parsed.operands, given);
  if (typeof pairs === 'number') return pairs;
  const any = (letters: string): boolean => [...letters].some(letter => given.has(letter));
  const manner = { tool: 'cp', recursive: any('rRa'), keeps: given.has('n'), preserves: any('pa'), force: given.has('f'), verbose: given.has('v') };
  let code = 0;
  for (const pair of pairs) if (!await copy(process, pair, manner)) code = 1;
  return code;
};
