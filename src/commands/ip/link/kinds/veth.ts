import { Failed } from '../../failure';
import { duplicateArgument } from '../../errors';
import { linkKindUsage } from '../../help/link-kinds';
import { words } from '../../matches';
import { completeNew, linkGrammar, readRequest } from '../request';
import type { Kind } from './kind';

/** ip/link_veth.c: after `peer` come a link's own arguments. */
export const veth: Kind = {
  name: 'veth',
  shape: { keywords: [{ words: words('peer'), takes: [], last: true }], rest: () => linkGrammar },
  parse(ip, argv) {
    if (argv[0] !== 'peer') {
      ip.out(linkKindUsage.veth!);
      throw new Failed('', 1);
    }
    const { request } = readRequest(ip, argv.slice(1));
    completeNew(ip, request);
    if (request.kind !== undefined) throw duplicateArgument('type', request.kind);
    return { peer: request.attributes };
  },
};
