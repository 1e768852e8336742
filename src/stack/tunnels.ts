import { SysError } from './errno';

/** struct ip_tunnel_parm (linux/if_tunnel.h). */
export interface TunnelParms {
  /** empty: the kernel chooses one */
  readonly name: string;
  /** ifindex of the device that packets leave by; 0: whatever the route says */
  readonly link: number;
  /** GRE_FLAG.* of what is received and sent */
  readonly iflags: number;
  readonly oflags: number;
  readonly ikey: number;
  readonly okey: number;
  /** IPv4 addresses; 0: any */
  readonly local: number;
  readonly remote: number;
  /** 0: the inner packet's */
  readonly ttl: number;
  /** bit 0: as the inner packet has it */
  readonly tos: number;
  /** IP_DF of the outer header: path MTU discovery */
  readonly df: boolean;
  /** IPPROTO_* of what is carried; 0: anything that the tunnel can carry. 47 for GRE */
  readonly protocol: number;
}

/** GRE_* flags of linux/if_tunnel.h in host order. */
export const GRE_FLAG = { CSUM: 0x8000, KEY: 0x2000, SEQ: 0x1000 } as const;

export type TunnelCommand = 'SIOCGETTUNNEL' | 'SIOCADDTUNNEL' | 'SIOCCHGTUNNEL' | 'SIOCDELTUNNEL';

/** A namespace's tunnels, by the ioctls that are older than rtnetlink's kinds of links (netdevice(7)). */
export class TunnelDoor {
  /** The tunnels put theirs here. */
  handler: (command: TunnelCommand, ifname: string, parms: TunnelParms) => TunnelParms = () => {
    throw new SysError('ENODEV');
  };

  /**
   * @param ifname a tunnel, or the fallback device that stands for its kind: tunl0, gre0, sit0
   * @returns the tunnel's parameters as they are now
   * @throws {SysError} ENODEV, EEXIST, ENOENT, EINVAL, EPERM, EOPNOTSUPP
   */
  ioctl(command: TunnelCommand, ifname: string, parms: TunnelParms): TunnelParms {
    return this.handler(command, ifname, parms);
  }
}
