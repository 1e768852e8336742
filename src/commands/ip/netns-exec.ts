import type { Ip } from './context';
import { execute, run } from './execute';
import { netnsNames } from './netns-names';
import type { Command } from './objects';

/** `ip netns exec NAME COMMAND ...`: ends as the command ends. With -all, runs it in each namespace. A VRF is left behind (vrf_reset). */
export const netnsExec: Command = async (ip, args) => {
  if (ip.options.all) return execInAll(ip, args);
  const [name, ...argv] = args;
  if (name === undefined) return ip.fail('No netns name specified');
  if (argv.length === 0) return ip.fail('No command specified');
  return execute(ip, argv, { netns: ip.openNetns(name), vrf: null });
};

async function execInAll(ip: Ip, argv: readonly string[]): Promise<number> {
  if (argv.length === 0) return ip.fail('No command specified');
  for (const name of netnsNames(ip)) {
    ip.out(`\nnetns: ${name}\n`);
    await run(ip, argv, { netns: ip.openNetns(name), vrf: null });
  }
  return 0;
}
