import type { IpRoute, IpRule } from '../backend/snapshot';
import { addressBits, familyOf, formatAddress, networkOf, parseAddress } from '../stack/address';
import type { Form } from './form';
import { whereIs } from './world';
import type { Place } from './world';

/** A prefix as iproute2 prints it: the network's address, no length for a single host, `default` for all. */
function canonical(text: string): string {
  const [address, length] = text.split('/');
  const parsed = parseAddress(address!);
  if (parsed === undefined) return text;
  const bits = length === undefined ? addressBits(familyOf(parsed)) : Number(length);
  if (bits === 0) return 'default';
  const network = formatAddress(networkOf(parsed, bits));
  return bits === addressBits(familyOf(parsed)) ? network : `${network}/${bits}`;
}

/** The words that aren't left out. */
function phrase(...parts: readonly (readonly [label: string, value: string | undefined])[]): string {
  return parts.flatMap(([label, value]) => (value === undefined ? [] : [label, value])).filter((word) => word !== '').join(' ');
}

type Hop = Pick<IpRoute, 'gateway' | 'via' | 'dev'>;

const gatewayOf = ({ gateway, via }: Hop): string | undefined => gateway ?? via?.host;

const sameAddress = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && parseAddress(a) === parseAddress(b);

const fits = (hop: Hop, via: string | undefined, dev: string | undefined): boolean => (via === undefined || sameAddress(gatewayOf(hop), via)) && (dev === undefined || hop.dev === dev);

const hopsOf = (route: IpRoute): readonly Hop[] => route.nexthops?.map((hop) => hop as Hop) ?? [route];

function describe(route: IpRoute): string {
  return phrase(['', route.type], ['', route.dst], ...hopsOf(route).flatMap((hop) => [['via', gatewayOf(hop)], ['dev', hop.dev]] as const));
}

const hasRoute: Form = {
  syntax: 'route TABLE has PREFIX [via VIA] [dev DEV]',
  judge: (place, slot) => {
    const [table, prefix, via, dev] = [slot('TABLE')!, canonical(slot('PREFIX')!), slot('VIA'), slot('DEV')];
    const rows = place.netns.route.filter((row) => (row.table ?? 'main') === table);
    const there = rows.filter(({ dst }) => canonical(dst) === prefix);
    return {
      holds: there.some((row) => hopsOf(row).some((hop) => fits(hop, via, dev))),
      expected: phrase(['route', prefix], ['via', via], ['dev', dev]),
      found: there.length > 0 ? `route ${there.map(describe).join(', ')}` : `no route ${prefix} in table ${table}${whereIs(place)}`,
    };
  },
};

const routeGet: Form = {
  syntax: 'route get ADDRESS [from SOURCE] leaves by DEV [via VIA]',
  judge: async (place, slot) => {
    const [address, source, dev, via] = [slot('ADDRESS')!, slot('SOURCE'), slot('DEV')!, slot('VIA')];
    const expected = phrase(['', address], ['dev', dev], ['via', via]);
    const answer = await ask(place, ['route', 'get', address, ...(source === undefined ? [] : ['from', source])]);
    if (typeof answer === 'string') return { holds: false, missing: true, expected, found: answer };
    return { holds: fits(answer, via, dev), expected, found: phrase(['', answer.type], ['', address], ['dev', answer.dev], ['via', gatewayOf(answer)]) };
  },
};

/** The route, or what `ip` complains of. */
async function ask({ world, host, name }: Place, args: readonly string[]): Promise<IpRoute | string> {
  try {
    const rows = JSON.parse(await world.query(host, ['ip', ...(name === null ? [] : ['-n', name]), '-j', ...args])) as IpRoute[];
    return rows[0] ?? 'no route';
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^.*?: exit code \d+: /s, '') : String(error);
  }
}

const rulePrefix = (address: string | undefined, length: number | undefined): string => (address === undefined ? 'all' : canonical(length === undefined ? address : `${address}/${length}`));

function describeRule({ priority, src, srclen, dst, dstlen, table, action }: IpRule): string {
  return phrase(['', `${priority}:`], ['from', rulePrefix(src, srclen)], ['to', dst === undefined ? undefined : rulePrefix(dst, dstlen)], ['lookup', table], ['', action]);
}

const hasRule: Form = {
  syntax: 'rule PRIORITY has [from FROM] [to TO] [lookup TABLE]',
  judge: (place, slot) => {
    const [priority, from, to, table] = [Number(slot('PRIORITY')), slot('FROM'), slot('TO'), slot('TABLE')];
    const there = place.netns.rule.filter((rule) => rule.priority === priority);
    const holds = there.some((rule) => (from === undefined || rulePrefix(rule.src, rule.srclen) === canonical(from))
      && (to === undefined || rulePrefix(rule.dst, rule.dstlen) === canonical(to)) && (table === undefined || rule.table === table));
    return {
      holds,
      expected: `rule ${phrase(['', `${priority}:`], ['from', from], ['to', to], ['lookup', table])}`,
      found: there.length > 0 ? `rule ${there.map(describeRule).join(', ')}` : `no rule ${priority}${whereIs(place)}`,
    };
  },
};

const neighbour: Form = {
  syntax: 'neighbour ADDRESS dev DEV [state STATES]',
  judge: ({ netns, ...place }, slot) => {
    const [address, dev, states] = [slot('ADDRESS')!, slot('DEV')!, slot('STATES')?.split('|')];
    const entry = netns.neigh.find((one) => one.dev === dev && sameAddress(one.dst, address));
    const expected = phrase(['neighbour', address], ['dev', dev], ['state', states?.join(' or ')]);
    if (!entry) return { holds: false, ...(states && { missing: true }), expected, found: `no neighbour ${address} dev ${dev}${whereIs({ netns, ...place })}` };
    return { holds: states === undefined || entry.state.some((state) => states.includes(state)), expected, found: phrase(['neighbour', address], ['dev', dev], ['state', entry.state.join(',') || 'NONE']) };
  },
};

/** What a line can say of routes, rules and neighbours. */
export const ROUTING: readonly Form[] = [hasRoute, routeGet, hasRule, neighbour];
