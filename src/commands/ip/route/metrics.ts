import type { RouteMetrics } from '../../../stack';
import type { Ip } from '../context';

/** RTAX_* in the order of their numbers, which is the order of printing. */
export const METRICS = [
  'mtu', 'window', 'rtt', 'rttvar', 'ssthresh', 'cwnd', 'advmss', 'reordering', 'hoplimit', 'initcwnd', 'features', 'rto_min', 'initrwnd',
  'quickack', 'congctl', 'fastopen_no_cookie',
] as const;
export type Metric = (typeof METRICS)[number];

/** What the kernel counts in: eighths and quarters of a millisecond. */
export const METRIC_UNITS: Readonly<Partial<Record<Metric, number>>> = { rtt: 8, rttvar: 4, rto_min: 1 };

const RTAX_FEATURE_ECN = 1;
/** "as the sysctl says" */
const DEFAULT_HOPLIMIT = 0xffffffff;

/** Prints RTA_METRICS: the values that are set, and the names of those that are only locked. */
export function printMetrics(ip: Ip, metrics: RouteMetrics): void {
  const { print } = ip;
  print.openArray('metrics');
  print.openObject();
  for (const name of METRICS) {
    const value = metrics[name];
    const locked = metrics.lock?.includes(name) ?? false;
    if (value === undefined && !locked) continue;
    if (name === 'hoplimit' && value === DEFAULT_HOPLIMIT) continue;
    print.text('%s ', name);
    if (locked) print.text('lock ');
    printMetric(ip, name, value ?? 0);
  }
  print.closeObject();
  print.closeArray();
}

function printMetric(ip: Ip, name: Metric, value: number | string | readonly string[]): void {
  const { print } = ip;
  const unit = METRIC_UNITS[name];
  if (name === 'congctl') {
    print.any('congestion', '%s ', String(value));
  } else if (name === 'features') {
    printFeatures(ip, Number(value));
  } else if (unit !== undefined) {
    const ms = Math.floor(Number(value) / unit);
    if (print.isJson) print.field(name, ms);
    else print.text('%s ', ms >= 1000 ? `${Number((ms / 1000).toPrecision(6))}s` : `${ms}ms`);
  } else {
    print.any(name, '%u ', Number(value));
  }
}

function printFeatures(ip: Ip, features: number): void {
  if ((features & RTAX_FEATURE_ECN) !== 0) {
    if (ip.print.isJson) ip.print.field('ecn', null);
    else ip.print.text('ecn ');
  }
  if ((features & ~RTAX_FEATURE_ECN) !== 0) ip.print.hex('features', '%#x ', features);
}
