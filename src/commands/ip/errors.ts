import { Quit } from './failure';

/** iproute2's sentences about arguments (lib/utils.c); each ends the program with 255. A `why` may end in a line of its own. */
export function wrongArgument(text: string, why: string): Quit {
  return new Quit(`Error: argument "${text}" is wrong: ${why}\n`, 255);
}

export function duplicateArgument(keyword: string, text: string): Quit {
  return new Quit(`Error: duplicate "${keyword}": "${text}" is the second value.\n`, 255);
}

export function duplicateOrGarbage(keyword: string, text: string): Quit {
  return new Quit(`Error: either "${keyword}" is duplicate, or "${text}" is a garbage.\n`, 255);
}
