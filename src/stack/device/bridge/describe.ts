import type { BridgeId } from '../../wire';

/** A bridge id as the kernel's sysfs and iproute2 print it: `8000.2:0:0:0:0:1`. */
export function bridgeIdText({ priority, address }: BridgeId): string {
  const octets = address.split(':').map(octet => octet.replace(/^0/, ''));
  return `${priority.toString(16).padStart(4, '0')}.${octets.join(':')}`;
}
