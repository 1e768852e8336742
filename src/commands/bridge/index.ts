import type { Program } from '../program';
import type { Shape } from '../shape';
import { Args } from '../ip/args';
import { runBatch } from '../ip/batch';
import { Ip } from '../ip/context';
import { Ending, Failed } from '../ip/failure';
import { matches } from '../ip/matches';
import type { Command } from '../ip/objects';
import { commandTable, subcommand, usageCommand } from '../ip/subcommands';
import { fdbObject } from './fdb';
import { bridgeUsage, vniUsage } from './help';
import { linkObject } from './link';
import { mdbObject } from './mdb';
import { monitorObject, monitorShape } from './monitor';
import { parseOptions } from './options';
import { vlanObject } from './vlan';

/** An object that iproute2 has and the simulation doesn't, but for its help. */
function unsupported(object: string, usage: string): Command {
  const refuse: Command = ip => ip.unsupported(`bridge ${object}`);
  const commands = ['add', 'append', 'set', 'replace', 'delete', 'flush', 'get', 'show', 'lst', 'list', 'global', 'tunnelshow'];
  return commandTable(object, [...commands.map(word => subcommand(`${word}*`, refuse)), subcommand('help*', usageCommand(usage))], refuse, 'bridge');
}

/** In bridge.c's order, which decides what an abbreviation means. */
export const OBJECTS: readonly { readonly name: string; readonly run: Command; readonly shape?: Shape }[] = [
  { name: 'link', run: linkObject },
  { name: 'fdb', run: fdbObject },
  { name: 'mdb', run: mdbObject },
  { name: 'vlan', run: vlanObject },
  { name: 'vni', run: unsupported('vni', vniUsage) },
  { name: 'monitor', run: monitorObject, shape: monitorShape },
  { name: 'help', run: ip => ip.usage(bridgeUsage) },
];

/** The commands return -1 where ip's return 1 or 2, and negative errno values as they are. */
function exitCode({ code }: Failed): number {
  return code <= 2 ? 255 : 256 - code;
}

async function dispatch(ip: Ip, argv: readonly string[]): Promise<number> {
  const [word = '', ...rest] = argv;
  const object = OBJECTS.find(({ name }) => matches(word, name));
  return object ? object.run(ip, rest) : ip.fail(`Object "${word}" is unknown, try "bridge help".`);
}

/** bridge(8) of iproute2 6.1.0. */
export const bridge: Program = async (process, argv) => {
  const run = new Ip(process);
  try {
    return await main(run, argv.slice(1));
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    run.err(error.text);
    return error instanceof Failed ? exitCode(error) : error.code;
  } finally {
    run.leave();
    await run.flush();
  }
};

async function main(run: Ip, argv: readonly string[]): Promise<number> {
  const args = new Args(argv);
  parseOptions(args, run);
  run.family = run.options.family;
  if (run.options.batch !== undefined) {
    const { batch } = run.options;
    return runBatch(run, batch, dispatch);
  }
  if (args.word === undefined) run.usage(bridgeUsage);
  return dispatch(run, args.rest);
}
