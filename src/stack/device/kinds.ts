import type { Module } from '../host';
import type { Netns } from '../netns';
import type { NewLink } from '../rtnetlink';
import type { NetDevice } from './device';

/** Attributes of a link to be made, or of its peer. */
export type LinkAttributes = Omit<NewLink, 'type'>;

/** struct rtnl_link_ops: how user space makes and unmakes links of a kind. */
export interface LinkKind {
  readonly kind: string;
  /** What is loaded when the first of its links is asked for. */
  readonly module?: Module;
  /** @throws {RtnetlinkError} for attributes that the kind can't take */
  validate(attributes: LinkAttributes): void;
  /** What is asked of the other end, which the request describes too. */
  peer?(attributes: LinkAttributes): LinkAttributes | undefined;
  /** A device that isn't registered yet, with the kind's defaults. */
  setup(netns: Netns, ifname: string): NetDevice;
  /**
   * Registers a device that `setup` made, with all that belongs to it.
   * @param source the namespace of the request, whose ifindexes and names the attributes use
   * @throws {RtnetlinkError}
   */
  register(dev: NetDevice, attributes: LinkAttributes, source: Netns): void;
  /** Changes IFLA_INFO_DATA of an existing device; absent: EOPNOTSUPP. @throws {RtnetlinkError} */
  change?(dev: NetDevice, data: Readonly<Record<string, unknown>>): void;
  /** All devices that go with one (dellink). */
  unlink(dev: NetDevice): NetDevice[];
}
