import type { Notification } from '../../stack';
import { shapeRows, type Shape } from '../shape';
import type { Ip } from '../ip/context';
import { matches } from '../ip/matches';
import { Follower, timestamp } from '../ip/follower';
import { printEntry as printFdb } from './fdb';
import { monitorUsage } from './help';
import { printBridgeLink } from './link';
import { printEntry as printMdb } from './mdb';
import { printOptions, printPort } from './vlan';

/** Groups of notifications, by monitor.c's words; without any, all but VLANs. */
const WORDS = ['link', 'fdb', 'mdb', 'vlan'] as const;
type Group = (typeof WORDS)[number];

/** For completion. */
export const monitorShape: Shape = { keywords: shapeRows({ ...Object.fromEntries(WORDS.map(word => [word, null])), all: null }) };

interface Wanted {
  readonly groups: ReadonlySet<Group>;
  readonly label: boolean;
}

function read(ip: Ip, argv: readonly string[]): Wanted {
  const groups = new Set<Group>();
  let label = false;
  for (const word of argv) {
    const group = WORDS.find(candidate => matches(word, candidate));
    if (matches(word, 'file')) ip.unsupported('bridge monitor file');
    else if (group) groups.add(group);
    else if (word === 'vni') ip.unsupported('bridge monitor vni');
    else if (word === 'all') label = true;
    else if (matches(word, 'help')) ip.usage(monitorUsage);
    else ip.quit(`Argument "${word}" is unknown, try "bridge monitor help".`);
  }
  if (label) return { groups: new Set(WORDS), label };
  return { groups: groups.size > 0 ? groups : new Set(['link', 'fdb', 'mdb']), label };
}

/** Prints notifications as they come, by the printers of the show commands. Names and states of lower devices are those of its start. */
class Monitor extends Follower {
  constructor(private readonly ip: Ip, private readonly wanted: Wanted) {
    super();
    ip.remember(ip.dump('RTM_GETLINK'));
  }

  notify(notification: Notification): void {
    this.#print(notification);
    this.printed();
  }

  #print(notification: Notification): void {
    const { ip } = this;
    const deleted = notification.type.startsWith('RTM_DEL');
    if ('link' in notification) this.#item('link', '[LINK]', () => printBridgeLink(ip, notification.link, { deleted, asPort: false }));
    else if ('bridgePort' in notification) this.#item('link', '[LINK]', () => printBridgeLink(ip, notification.bridgePort, { deleted }));
    else if ('fdb' in notification) this.#item('fdb', '[NEIGH]', () => printFdb(ip, notification.fdb, { showDevice: true, deleted }));
    else if ('mdb' in notification) {
      const { index, entries, routers } = notification.mdb;
      this.#item('mdb', '[MDB]', () => {
        if (deleted) ip.print.flag('deleted', 'Deleted ');
        for (const entry of entries) printMdb(ip, index, entry);
        for (const { port } of routers) ip.print.text(`router port dev ${ip.deviceName(port)} master ${ip.deviceName(index)}\n`);
      });
    } else if ('vlans' in notification) {
      const { index, entries } = notification.vlans;
      this.#item('vlan', '[VLAN]', () => {
        if (deleted) ip.print.flag('deleted', 'Deleted ');
        printPort(ip, index, entries, entry => printOptions(ip, entry));
      });
    }
  }

  #item(group: Group, label: string, print: () => void): void {
    if (!this.wanted.groups.has(group)) return;
    this.ip.out(timestamp(this.ip) + (this.wanted.label ? label : ''));
    print();
  }
}

/** `bridge monitor`: runs until a signal ends it. */
export async function monitorObject(ip: Ip, argv: readonly string[]): Promise<number> {
  const monitor = new Monitor(ip, read(ip, argv));
  return monitor.follow(ip, ip.netns.rtnetlink.subscribe(notification => monitor.notify(notification)));
}
