import { existsSync } from 'node:fs';

/** What stdbuf(1) has programs load, where distributions put it. */
const LIBRARY = ['/usr/libexec/coreutils/libstdbuf.so', '/usr/lib/coreutils/libstdbuf.so', '/usr/lib64/coreutils/libstdbuf.so'].find(path => existsSync(path));

/**
 * Environment with which the C library hands over each line as it does at a terminal (setvbuf(3), as `stdbuf -oL` has it): cells
 * read through pipes, and ping or tcpdump would keep what they print until they end.
 */
export const LINE_BUFFERED: Readonly<Record<string, string>> = LIBRARY === undefined ? {} : { LD_PRELOAD: LIBRARY, _STDBUF_O: 'L' };
