import { isErrno, SysError } from '../../stack/errno';

/** What Node says of a failed system call, as the error that backends throw. Anything else comes back as it is. */
export function sysError(error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined && isErrno(code)) return new SysError(code);
  return error instanceof Error ? error : new Error(String(error));
}
