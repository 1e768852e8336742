import { SysError } from '../errno';
import type { Netns } from '../netns';
import { IFF, RtnetlinkError } from '../rtnetlink';
import type { Skb } from '../skb';
import { ARPHRD, NetDevice } from './device';
import { randomAddress } from './ethernet';
import type { LinkKind } from './kinds';
import { registerDevice, setCarrier, unregisterDevices } from './lifecycle';

const ARPHRD_NONE = 65534;
const MAX_QUEUES = 256;
const MIN_MTU = 68;
const MAX_MTU = 65535;
const ETH_HLEN = 14;

/** TUNSETIFF, TUNSETOWNER and TUNSETGROUP of /dev/net/tun (linux/if_tun.h). */
export interface TunRequest {
  /** empty: the kernel chooses */
  readonly name: string;
  readonly mode: 'tun' | 'tap';
  /** not IFF_NO_PI */
  readonly pi: boolean;
  readonly vnetHdr: boolean;
  readonly multiQueue: boolean;
  readonly oneQueue: boolean;
  readonly owner?: number | undefined;
  readonly group?: number | undefined;
}

/** A device whose other end is a program (drivers/net/tun.c). Here none ever reads, so it has no carrier. */
class Tun extends NetDevice {
  readonly kind = 'tun';

  constructor(netns: Netns, readonly request: TunRequest) {
    const tap = request.mode === 'tap';
    super(netns, {
      ifname: request.name || `${request.mode}%d`, type: tap ? ARPHRD.ETHER : ARPHRD_NONE,
      flags: tap ? IFF.BROADCAST | IFF.MULTICAST : IFF.POINTOPOINT | IFF.NOARP | IFF.MULTICAST, txqlen: tap ? 1000 : 500,
      mtu: 1500, minMtu: MIN_MTU, maxMtu: tap ? MAX_MTU - ETH_HLEN : MAX_MTU, ...(tap ? { address: randomAddress(netns.network.random) } : {}),
    });
    if (request.multiQueue) this.numTxQueues = this.numRxQueues = MAX_QUEUES;
    if (tap) return;
    this.address = '';
    this.broadcast = '';
  }

  override get headerLength(): number {
    return this.request.mode === 'tap' ? ETH_HLEN : 0;
  }

  /** tun_fill_info. */
  override infoData(): Readonly<Record<string, unknown>> {
    const { mode, pi, vnetHdr, multiQueue, oneQueue, owner, group } = this.request;
    return {
      type: mode, pi, vnetHdr, multiQueue, oneQueue, persist: true, ...(multiQueue ? { numQueues: 0, numDisabledQueues: 0 } : {}),
      ...(owner === undefined ? {} : { owner }), ...(group === undefined ? {} : { group }),
    };
  }

  transmit(skb: Skb): void {
    this.stats.txDropped++;
    this.netns.drop('NOT_SPECIFIED', skb, `nobody reads ${this.ifname}`);
  }
}

/** Makes a device that stays when the program that made it ends (TUNSETIFF with IFF_TUN_EXCL, TUNSETPERSIST). @throws {SysError} EBUSY */
export function addTun(netns: Netns, request: TunRequest): void {
  if (netns.devices.byName(request.name)) throw new SysError('EBUSY');
  const dev = new Tun(netns, request);
  registerDevice(dev);
  dev.announced = true;
  setCarrier(dev, false);
}

/** Attaches to a device, or makes it, and lets it go for good. @throws {SysError} EINVAL for a device of another type */
export function deleteTun(netns: Netns, request: TunRequest): void {
  let dev = netns.devices.byName(request.name);
  if (!dev) {
    addTun(netns, request);
    dev = [...netns.devices].at(-1)!;
  }
  if (!(dev instanceof Tun) || dev.request.mode !== request.mode || dev.request.multiQueue !== request.multiQueue) throw new SysError('EINVAL');
  unregisterDevices([dev]);
}

/** tun_link_ops: devices come by ioctl(2) only, and may go by rtnetlink. */
export const tun: LinkKind = {
  kind: 'tun',
  validate: () => {
    throw new RtnetlinkError('EOPNOTSUPP', 'tun/tap creation via rtnetlink is not supported.');
  },
  setup: (netns, ifname) => new Tun(netns, { name: ifname, mode: 'tun', pi: false, vnetHdr: false, multiQueue: false, oneQueue: false }),
  register: dev => registerDevice(dev),
  unlink: dev => [dev],
};
