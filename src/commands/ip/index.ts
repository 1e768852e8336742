import type { Program } from '../program';
import { Args } from './args';
import { runBatch } from './batch';
import { Ip } from './context';
import { dispatch } from './dispatch';
import { changeAndEcho } from './echo';
import { Ending } from './failure';
import { ipUsage } from './help/ip';
import { parseOptions } from './options';

/** ip(8) of iproute2 6.1.0. */
export const ip: Program = async (process, argv) => {
  const run = new Ip(process);
  run.changeAndEcho = (request, change) => changeAndEcho(run, request, change);
  try {
    return await main(run, argv.slice(1));
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    run.err(error.text);
    return error.code;
  } finally {
    run.leave();
    await run.flush();
  }
};

async function main(run: Ip, argv: readonly string[]): Promise<number> {
  const args = new Args(argv);
  parseOptions(args, run);
  run.family = run.options.family;
  if (run.options.batch !== undefined) return runBatch(run, run.options.batch, dispatch);
  if (args.word === undefined) run.usage(ipUsage);
  return dispatch(run, args.rest);
}
