import { AF_INET, RTPROT, addressBits, formatAddress, type Prefix, type RuleMessage } from '../../../stack';
import type { Ip } from '../context';
import { protocolName } from '../protocols';

/** A word without a value: `null` in JSON. */
function word(ip: Ip, key: string, text: string): void {
  ip.print.text('%s', text);
  ip.print.field(key, null);
}

function prefix(ip: Ip, rule: RuleMessage, key: 'src' | 'dst', lead: string, value: Prefix): void {
  ip.print.text('%s', lead);
  ip.print.any(key, '%s', formatAddress(value.address), rule.family === AF_INET ? 'inet' : 'inet6');
  if (value.length !== addressBits(rule.family)) ip.print.any(`${key}len`, '/%u', value.length);
}

function ports(ip: Ip, key: 'sport' | 'dport', range: readonly [number, number] | undefined): void {
  if (!range) return;
  if (range[0] === range[1]) return ip.print.any(key, ` ${key} %u`, range[0]);
  ip.print.any(`${key}_start`, ` ${key} %u`, range[0]);
  ip.print.any(`${key}_end`, '-%u', range[1]);
}

function device(ip: Ip, key: 'iif' | 'oif', name: string | undefined, detached: boolean | undefined): void {
  if (name === undefined) return;
  ip.print.text(` ${key} `);
  ip.print.any(key, '%s', name, 'ifname');
  if (detached) word(ip, `${key}_detached`, ' [detached]');
}

/** A rule: print_rule of ip/iprule.c. */
export function printRule(ip: Ip, rule: RuleMessage, deleted = false): void {
  const { print, names } = ip;
  print.openObject();
  if (deleted) print.flag('deleted', 'Deleted ');
  print.any('priority', '%u:\t', rule.priority ?? 0);
  if (rule.invert) word(ip, 'not', 'not ');
  if (rule.src) prefix(ip, rule, 'src', 'from ', rule.src);
  else print.any('src', 'from %s', 'all');
  if (rule.dst) prefix(ip, rule, 'dst', ' to ', rule.dst);
  if (rule.tos) print.any('tos', ' tos %s', names.name('rt_dsfield', rule.tos));
  if (rule.fwmark || rule.fwmask) {
    print.hex('fwmark', ' fwmark %#x', rule.fwmark ?? 0);
    if (rule.fwmask !== undefined && rule.fwmask !== 0xffffffff) print.hex('fwmask', '/%#x', rule.fwmask);
  }
  device(ip, 'iif', rule.iifname, rule.iifDetached);
  device(ip, 'oif', rule.oifname, rule.oifDetached);
  if (rule.l3mdev) word(ip, 'l3mdev', ' lookup [l3mdev-table]');
  if (rule.uidRange) {
    print.any('uid_start', ' uidrange %u', rule.uidRange[0]);
    print.any('uid_end', '-%u', rule.uidRange[1]);
  }
  if (rule.ipproto !== undefined) print.any('ipproto', ' ipproto %s', ip.options.numeric ? `ipproto-${rule.ipproto}` : protocolName(rule.ipproto));
  ports(ip, 'sport', rule.sport);
  ports(ip, 'dport', rule.dport);
  if (rule.tunId !== undefined) print.any('tun_id', ' tun_id %u', rule.tunId);
  if (rule.table) printLookup(ip, rule, rule.table);
  if (rule.flow) printRealms(ip, rule.flow);
  printAction(ip, rule);
  const { protocol = RTPROT.UNSPEC } = rule;
  if ((protocol !== RTPROT.UNSPEC && protocol !== RTPROT.KERNEL) || ip.options.details > 0) {
    print.any('protocol', ' proto %s', names.name('rt_protos', protocol));
  }
  print.text('\n');
  print.closeObject();
}

function printLookup(ip: Ip, rule: RuleMessage, table: number): void {
  const { print, names } = ip;
  print.any('table', ' lookup %s', names.name('rt_tables', table));
  if (rule.suppressPrefixlen !== undefined) print.any('suppress_prefixlen', ' suppress_prefixlength %d', rule.suppressPrefixlen);
  if (rule.suppressIfgroup !== undefined) print.any('suppress_ifgroup', ' suppress_ifgroup %s', names.name('group', rule.suppressIfgroup));
}

function printRealms({ print, names }: Ip, flow: number): void {
  if (flow >>> 16 !== 0) print.any('flow_from', ' realms %s/', names.name('rt_realms', flow >>> 16));
  else print.text(' realms ');
  print.any('flow_to', '%s', names.name('rt_realms', flow & 0xffff));
}

function printAction(ip: Ip, rule: RuleMessage): void {
  switch (rule.action) {
    case 'to_tbl': return;
    case 'nop': return word(ip, 'nop', ' nop');
    case 'goto':
      ip.print.any('goto', ' goto %s', rule.goto ?? 'none');
      if (rule.unresolved) word(ip, 'unresolved', ' [unresolved]');
      return;
    case 'nat': return word(ip, 'masquerade', ' masquerade');
    default: return ip.print.any('action', ' %s', rule.action);
  }
}
