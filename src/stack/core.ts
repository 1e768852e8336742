import type { Netns } from './netns';
import { SysError } from './errno';

const QDISCS = ['pfifo_fast', 'pfifo', 'bfifo', 'fq', 'fq_codel', 'noqueue'];

/** net/core: its sysctls. */
export function core(netns: Netns): void {
  let defaultQdisc = 'fq_codel';
  netns.sysctl.define('net/core/default_qdisc', {
    get: () => defaultQdisc,
    set: text => {
      if (!QDISCS.includes(text.trim())) throw new SysError('ENOENT');
      defaultQdisc = text.trim();
    },
  });
}
