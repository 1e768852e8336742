import type { Program } from './program';

/** true(1) */
export const trueProgram: Program = () => Promise.resolve(0);

/** false(1) */
export const falseProgram: Program = () => Promise.resolve(1);
