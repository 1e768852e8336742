import { Failed } from '../../failure';
import { duplicateArgument } from '../../errors';
import { linkKindUsage } from '../../help/link-kinds';
import { completeNew, readRequest } from '../request';
import type { Kind } from './kind';

/** ip/link_veth.c: after `peer` come a link's own arguments. */
export const veth: Kind = {
  name: 'veth',
  parse(ip, words) {
    if (words[0] !== 'peer') {
      ip.out(linkKindUsage.veth!);
      throw new Failed('', 1);
    }
    const { request, rest } = readRequest(ip, words.slice(1));
    completeNew(ip, request);
    if (request.kind !== undefined) throw duplicateArgument('type', rest[0] ?? '(null)');
    return { peer: request.attributes };
  },
};
