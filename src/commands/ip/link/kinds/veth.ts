import type { Ip } from '../../context';
import { EINVAL, Failed } from '../../failure';
import { duplicateArgument } from '../../errors';
import { linkKindUsage } from '../../help/link-kinds';
import { words } from '../../matches';
import { completeNew, linkGrammar, readRequest, type LinkRequest } from '../request';
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
    const request = readPeer(ip, argv.slice(1));
    completeNew(ip, request);
    if (request.kind !== undefined) throw duplicateArgument('type', request.kind);
    return { peer: request.attributes };
  },
};

/** Whatever is wrong with them is no more than a failure where they are read, so the errno isn't the exit code. */
function readPeer(ip: Ip, words: readonly string[]): LinkRequest {
  try {
    return readRequest(ip, words).request;
  } catch (error) {
    throw error instanceof Failed && error.code === EINVAL ? new Failed(error.text, 1) : error;
  }
}
