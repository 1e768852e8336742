import { numberOf, type Kind } from './kind';

const account = (id: number): string | undefined => (id === 0 ? 'root' : undefined);

/** What -d shows of a tun or tap device (ip/iptuntap.c). */
export const tun: Kind = {
  name: 'tun',
  print({ print }, data) {
    if (typeof data.type === 'string') print.any('type', 'type %s ', data.type);
    print.onOff('pi', 'pi %s ', data.pi === true);
    print.onOff('vnet_hdr', 'vnet_hdr %s ', data.vnetHdr === true);
    if (data.multiQueue === true) {
      print.flag('multi_queue', 'multi_queue ');
      print.any('numqueues', 'numqueues %u ', numberOf(data, 'numQueues') ?? 0);
      print.any('numdisabled', 'numdisabled %u ', numberOf(data, 'numDisabledQueues') ?? 0);
    } else print.field('multi_queue', false);
    print.onOff('persist', 'persist %s ', data.persist === true);
    for (const [key, word] of [['owner', 'user'], ['group', 'group']] as const) {
      const id = numberOf(data, key);
      if (id !== undefined) print.any(word, `${word} %s `, account(id) ?? id);
    }
  },
};
