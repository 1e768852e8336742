import { resolvePath } from '../../commands/path';
import { SysError, type Errno } from '../../stack/errno';

/** What somebody may want to do to a tree of files. */
type Change = 'create' | 'makeDirectory' | 'remove';

/** What the kernel's own file systems answer to root, who can change their files, yet not their tree; what stands deeper first. */
const ANSWERS: readonly (readonly [inside: string, answers: Readonly<Record<Change, Errno>>])[] = [
  ['/proc/sys/', { create: 'ENOENT', makeDirectory: 'ENOENT', remove: 'EACCES' }],
  ['/proc/', { create: 'ENOENT', makeDirectory: 'ENOENT', remove: 'EPERM' }],
  ['/sys/', { create: 'EACCES', makeDirectory: 'EPERM', remove: 'EPERM' }],
  ['/run/netns/', { create: 'EACCES', makeDirectory: 'EACCES', remove: 'EBUSY' }],
  ['/var/run/netns/', { create: 'EACCES', makeDirectory: 'EACCES', remove: 'EBUSY' }],
];

/** The kernel's own file system that a path lies in, undefined for none. */
export function pseudoAt(path: string): string | undefined {
  const clean = resolvePath('/', path);
  return ANSWERS.find(([inside]) => clean.startsWith(inside))?.[0];
}

/** Refuses a change of what the kernel keeps. @throws {SysError} */
export function refuseInPseudo(path: string, change: Change): void {
  const at = pseudoAt(path);
  const answers = ANSWERS.find(([inside]) => inside === at)?.[1];
  if (answers) throw new SysError(answers[change]);
  if (change === 'remove' && ANSWERS.some(([inside]) => inside === `${resolvePath('/', path)}/`)) throw new SysError('EBUSY');
}
