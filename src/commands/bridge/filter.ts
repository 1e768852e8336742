import { Args } from '../ip/args';
import type { Ip } from '../ip/context';
import { duplicateArgument } from '../ip/errors';
import { atoi } from '../ip/numbers';

/** What a `show` asks for. */
interface Filter {
  /** 0: any */
  readonly index: number;
  /** 0: any */
  readonly vid: number;
}

/** Reads `[ dev DEV ] [ vid VLAN_ID ]`; other words are passed over, as bridge does. */
export function readFilter(ip: Ip, argv: readonly string[]): Filter {
  let [dev, vid]: [string | undefined, number] = [undefined, 0];
  for (const args = new Args(argv); args.word !== undefined; args.advance()) {
    if (args.word === 'dev') {
      const word = args.next();
      if (dev !== undefined) throw duplicateArgument('dev', word);
      dev = word;
    } else if (args.word === 'vid') {
      const word = args.next();
      if (vid !== 0) throw duplicateArgument('vid', word);
      vid = atoi(word);
    }
  }
  return { index: dev === undefined ? 0 : ip.deviceIndexOrFail(dev), vid };
}
