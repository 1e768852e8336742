import { IPPROTO_GRE, IPPROTO_IPIP, IPPROTO_IPV6 } from '../../wire';
import { ARPHRD } from '../device';

/** A kind of tunnel over IPv4. */
export interface TunnelSpec {
  readonly kind: 'ipip' | 'sit' | 'gre' | 'gretap' | 'erspan';
  /** ARPHRD_* */
  readonly type: number;
  /** the device that takes what no tunnel is made for, and stands for the kind in ioctls */
  readonly fallback: string;
  /** IPPROTO_* of what it carries unless told otherwise */
  readonly protocol: number;
  readonly minMtu: number;
  readonly maxMtu: number;
  /** IPv6's rule for its MTU (ipip6_tunnel_bind_dev): 1280 at least */
  readonly leastMtu: number;
  /** of the fallback device, which has a TTL in sit alone */
  readonly fallbackTtl: number;
}

export const IPIP: TunnelSpec = { kind: 'ipip', type: ARPHRD.TUNNEL, fallback: 'tunl0', protocol: IPPROTO_IPIP, minMtu: 0, maxMtu: 0, leastMtu: 68, fallbackTtl: 0 };
export const SIT: TunnelSpec = { kind: 'sit', type: ARPHRD.SIT, fallback: 'sit0', protocol: IPPROTO_IPV6, minMtu: 1280, maxMtu: 65555, leastMtu: 1280, fallbackTtl: 64 };
export const GRE: TunnelSpec = { kind: 'gre', type: ARPHRD.IPGRE, fallback: 'gre0', protocol: IPPROTO_GRE, minMtu: 0, maxMtu: 0, leastMtu: 68, fallbackTtl: 0 };
export const GRETAP: TunnelSpec = { ...GRE, kind: 'gretap', type: ARPHRD.ETHER, fallback: 'gretap0', minMtu: 68 };
/** Of ERSPAN there is but the device that comes with GRE. */
export const ERSPAN: TunnelSpec = { ...GRETAP, kind: 'erspan', fallback: 'erspan0' };
