/** `npm run fuzz:record`: asks Linux 6.1 (VETHLAB_REFERENCE, see test/fidelity/record.ts) the fixed sessions anew. */
import { runOnLinux } from './linux';
import { FIXED, writeRecorded } from './recorded';

// One at a time: the kernel may let the link states of one namespace wait for those of another.
writeRecorded(runOnLinux(FIXED, 1));
