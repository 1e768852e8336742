import type { Errno } from '../stack/errno';

export interface FileStatus {
  readonly type: 'file' | 'directory' | 'device';
  /** octets */
  readonly size: number;
  /** permission bits, as in chmod(1) */
  readonly mode: number;
  /** ms since the Unix epoch */
  readonly modified: number;
}

/**
 * A host's files. Paths are absolute. Every method throws SysError with the errno that the system call of that name gives.
 */
export interface Files {
  read(path: string): Uint8Array;
  /** Creates or truncates; with `append`, writes at the end. */
  write(path: string, data: Uint8Array, options?: { readonly append?: boolean }): void;
  stat(path: string): FileStatus;
  /** Names in a directory, sorted. */
  list(path: string): string[];
  makeDirectory(path: string): void;
  /** unlink(2) or, for a directory, rmdir(2). */
  remove(path: string): void;
  rename(from: string, to: string): void;
  /** chmod(2). @param mode permission bits */
  changeMode(path: string, mode: number): void;
  /** utimensat(2). @param modified ms since the Unix epoch */
  setModified(path: string, modified: number): void;
}

export type FilesError = Extract<Errno, 'ENOENT' | 'EEXIST' | 'ENOTDIR' | 'EISDIR' | 'EACCES' | 'EINVAL' | 'ENOTEMPTY' | 'EPERM' | 'EXDEV' | 'EBUSY'>;
