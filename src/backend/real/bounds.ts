/** What a cell that runs away can take from the machine, at most. */
export const BOUNDS = {
  /** processes and threads of the whole sandbox, vethlab's own worker among them (RLIMIT_NPROC) */
  processes: 512,
  /** octets of address space of one process (RLIMIT_AS) */
  memory: 1024 ** 3,
  /** octets of memory that all processes together may hold */
  totalMemory: 2 * 1024 ** 3,
  /** octets of files, of each host */
  files: 64 * 1024 ** 2,
  /** octets that one command may print at the terminal */
  output: 16 * 1024 ** 2,
} as const;
