import { RTNH_F, type NextHop } from '../../../stack';
import { Args } from '../args';
import type { Ip } from '../context';
import { wrongArgument } from '../errors';
import { unsigned } from '../numbers';
import { familyBefore, takeAddress, type WithFamily } from './arguments';
import { matches } from '../matches';

/** `nexthop NH [ nexthop NH ]...`, the rest of the line. @throws {Quit} */
export function parseNexthops(ip: Ip, state: WithFamily, words: readonly string[]): NextHop[] {
  const hops: NextHop[] = [];
  const args = new Args(words);
  while (args.word !== undefined) {
    if (args.word !== 'nexthop') ip.quit(`Error: "nexthop" or end of line is expected instead of "${args.word}"`);
    if (args.following === undefined) ip.quit('Error: unexpected end of line after "nexthop"');
    args.advance();
    hops.push(parseNexthop(ip, state, args));
  }
  return hops;
}

/** One nexthop; the cursor is left on the first word that isn't part of it. */
function parseNexthop(ip: Ip, state: WithFamily, args: Args): NextHop {
  const hop: { gateway?: NextHop['gateway']; via?: NextHop['via']; oif?: number; weight: number; flags: number } = { weight: 1, flags: 0 };
  for (; args.word !== undefined; args.advance()) {
    const { word } = args;
    if (word === 'via') {
      args.next();
      const family = familyBefore(args, state.family);
      const found = takeAddress(state, args.word!, family);
      if (found.family === state.family) hop.gateway = found.address;
      else hop.via = found.address;
    } else if (word === 'dev') {
      const name = args.next();
      hop.oif = ip.deviceIndex(name);
      if (hop.oif === 0) ip.quit(`Cannot find device "${name}"\nError: cannot parse nexthop`);
    } else if (word === 'weight') {
      const text = args.next();
      hop.weight = unsigned(text) ?? 0;
      if (hop.weight === 0 || hop.weight > 256) throw wrongArgument(text, '"weight" is invalid\n');
    } else if (word === 'onlink') {
      hop.flags |= RTNH_F.ONLINK;
    } else if (word === 'encap' || word === 'as' || matches(word, 'realms')) {
      ip.unsupported(`nexthop ${word}`);
    } else break;
  }
  return hop;
}
