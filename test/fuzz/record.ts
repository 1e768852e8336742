/** `npm run fuzz:record`: asks Linux 6.1 (VETHLAB_REFERENCE, see test/fidelity/record.ts) the fixed sessions anew. */
import { runOnReference } from './reference';
import { FIXED, writeRecorded } from './recorded';

// One at a time: the kernel may let the link states of one namespace wait for those of another.
writeRecorded(runOnReference(FIXED, 1));
