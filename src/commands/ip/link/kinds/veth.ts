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
    const { request } = readRequest(ip, words.slice(1));
    completeNew(ip, request);
    if (request.kind !== undefined) throw duplicateArgument('type', request.kind);
    return { peer: request.attributes };
  },
};
