import type { Netns } from './netns';
import { SysError } from './errno';

const QDISCS = ['pfifo_fast', 'pfifo', 'bfifo', 'fq', 'fq_codel', 'noqueue'];

/** net/core: its sysctls, of which a host has but one each, in its first namespace. */
export function core(netns: Netns): void {
  if (!netns.isInitial) return;
  const { host } = netns;
  netns.sysctl.define('net/core/default_qdisc', {
    get: () => host.defaultQdisc,
    set: text => {
      if (!QDISCS.includes(text.trim())) throw new SysError('ENOENT');
      host.defaultQdisc = text.trim();
    },
  });
}
