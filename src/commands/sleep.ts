import { parseDuration, usageError } from './coreutils';
import type { Program } from './program';

/** sleep(1) of coreutils 9.1. */
export const sleep: Program = async (process, argv) => {
  const operands = argv.slice(argv[1] === '--' ? 2 : 1);
  if (operands.length === 0) return usageError(process, 'sleep', 'missing operand');
  const option = operands.find(operand => operand.startsWith('-') && operand.length > 1);
  if (option) return usageError(process, 'sleep', option.startsWith('--') ? `unrecognized option '${option}'` : `invalid option -- '${option[1]}'`);
  let total = 0;
  for (const operand of operands) {
    const ns = parseDuration(operand);
    if (ns === undefined) return usageError(process, 'sleep', `invalid time interval '${operand}'`);
    total += ns;
  }
  if (total === Infinity) await process.poll([]);
  else await process.sleep(total);
  return 0;
};
