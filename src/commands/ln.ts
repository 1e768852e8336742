import { parseOptions, unsupported, usageError } from './coreutils';
import type { Program } from './program';

/** ln(1): simulated files have one name each, so all that it can do is to say so. */
export const ln: Program = async (process, argv) => {
  const parsed = await parseOptions(process, argv, 'ln', 'bdfinrst:vFLPS:T', {});
  if (typeof parsed === 'number') return parsed;
  return parsed.operands.length === 0 ? usageError(process, 'ln', 'missing file operand') : unsupported(process, 'ln', "links: use 'cp' for a copy");
};
