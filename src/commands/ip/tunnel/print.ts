import { formatAddress, type LinkStats } from '../../../stack';
import { GRE_FLAG, type TunnelParms } from '../../../stack/tunnels';
import type { Ip } from '../context';

const PROTOCOLS: Readonly<Record<number, string>> = { 4: 'ip', 47: 'gre', 41: 'ipv6', 0: 'any' };
const GRE = 47;

/** Prints a tunnel as iproute2's print_tunnel. */
export function printTunnel(ip: Ip, parms: TunnelParms): void {
  const { print } = ip;
  const end = (name: string, address: number, format: string): void => {
    print.text(`${name} `);
    print.any(name, format, address || print.isJson ? formatAddress(address) : 'any', 'inet');
  };
  print.openObject();
  print.any('ifname', '%s: ', parms.name, 'ifname');
  print.any('mode', '%s ', `${PROTOCOLS[parms.protocol] ?? 'unknown'}/ip`);
  end('remote', parms.remote, '%s ');
  end('local', parms.local, '%s');
  if (parms.link) print.any('dev', ' dev %s', ip.deviceName(parms.link));
  if (parms.ttl) print.any('ttl', ' ttl %u', parms.ttl);
  else print.text(' ttl inherit');
  printTos(ip, parms.tos);
  if (!parms.df) {
    print.field('nopmtudisc', null);
    print.text(' nopmtudisc');
  }
  printGre(ip, parms);
  print.closeObject();
}

function printTos({ print, names }: Ip, tos: number): void {
  if (tos === 1) print.text(' tos inherit');
  else if (tos) print.any('tos', ' tos %s', !print.isJson && tos & 1 ? `inherit/${names.name('rt_dsfield', tos & ~1)}` : names.name('rt_dsfield', tos));
}

/** What a tunnel's GRE flags do, in JSON and in words (tnl_print_gre_flags). */
const EFFECTS: readonly (readonly [side: 'iflags' | 'oflags', flag: number, json: string, text: string])[] = [
  ['iflags', GRE_FLAG.SEQ, 'rx_drop_ooseq', 'Drop packets out of sequence.'],
  ['iflags', GRE_FLAG.CSUM, 'rx_csum', 'Checksum in received packet is required.'],
  ['oflags', GRE_FLAG.SEQ, 'tx_seq', 'Sequence packets on output.'],
  ['oflags', GRE_FLAG.CSUM, 'tx_csum', 'Checksum output packets.'],
];

function printGre({ print }: Ip, parms: TunnelParms): void {
  const { iflags, oflags, ikey, okey } = parms;
  if (iflags & oflags & GRE_FLAG.KEY && ikey === okey) print.any('key', ' key %u', ikey);
  else {
    if (iflags & GRE_FLAG.KEY) print.any('ikey', ' ikey %u', ikey);
    if (oflags & GRE_FLAG.KEY) print.any('okey', ' okey %u', okey);
  }
  if (parms.protocol !== GRE) return;
  if (print.isJson) print.openArray('flags');
  for (const [side, flag, json, text] of EFFECTS) {
    if (!(parms[side] & flag)) continue;
    if (print.isJson) print.any(null, '%s', json);
    else print.text(`%s  ${text}`, print.lineEnd);
  }
  if (print.isJson) print.closeArray();
}

/** tnl_print_stats. */
export function printTunnelStats({ print }: Ip, stats: LinkStats): void {
  const row = (...columns: readonly [number, number, number, number, number, number]): string =>
    `    ${columns.map((value, i) => String(value).padEnd([10, 12, 6, 8, 8, 8][i]!)).join(' ')}`;
  const { lineEnd } = print;
  print.text('%s', lineEnd);
  print.text('RX: Packets    Bytes        Errors CsumErrs OutOfSeq Mcasts%s', lineEnd);
  print.text('%s', `${row(stats.rxPackets, stats.rxBytes, stats.rxErrors, stats.rxFrameErrors, stats.rxFifoErrors, stats.multicast)}${lineEnd}`);
  print.text('TX: Packets    Bytes        Errors DeadLoop NoRoute  NoBufs%s', lineEnd);
  print.text('%s', row(stats.txPackets, stats.txBytes, stats.txErrors, stats.collisions, stats.txCarrierErrors, stats.txDropped).slice(0, -2));
}
