import { RtnetlinkError, type RouteMetrics } from './rtnetlink';

/** Largest values of metrics that a header's fields bound. */
const LARGEST: Readonly<Record<string, number>> = { mtu: 0xffff - 15, advmss: 0xffff - 40, hoplimit: 255 };

/** TCP congestion controls of Debian's kernel, which come when they are named. */
const CONGESTION_CONTROLS: ReadonlySet<string> = new Set([
  'reno', 'cubic', 'bbr', 'bic', 'cdg', 'dctcp', 'highspeed', 'htcp', 'hybla', 'illinois', 'lp', 'nv', 'scalable', 'vegas', 'veno', 'westwood', 'yeah',
]);

/** A route's metrics as the kernel keeps them (ip_metrics_convert); undefined: none. 0 is as good as unset. @throws {RtnetlinkError} EINVAL */
export function keptMetrics({ lock, ...metrics }: RouteMetrics = {}): RouteMetrics | undefined {
  const { congctl } = metrics;
  if (typeof congctl === 'string' && !CONGESTION_CONTROLS.has(congctl)) throw new RtnetlinkError('EINVAL', 'Unknown tcp congestion algorithm');
  const kept = Object.entries(metrics).filter(([, value]) => value !== 0)
    .map(([name, value]) => [name, typeof value === 'number' ? Math.min(value, LARGEST[name] ?? value) : value] as const);
  if (kept.length === 0 && !lock) return undefined;
  return { ...Object.fromEntries(kept), ...(lock && { lock }) };
}
