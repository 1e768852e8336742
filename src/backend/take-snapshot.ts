import type { BridgeVlans, Cable, IpLink, IpNeigh, IpRoute, IpRule, NetnsSnapshot, Snapshot } from './snapshot';

/** Commands that one run of a program carries out, a line each, as with its option `-batch`. */
export interface Question {
  readonly host: string;
  /** null: the namespace in which the host booted */
  readonly netns: string | null;
  readonly program: 'ip' | 'bridge';
  readonly options: readonly string[];
  readonly lines: readonly string[];
}

/** Asks all of them. @returns what each prints: a list in JSON for each of its lines; less where its namespace is gone by now */
export type Ask = (questions: readonly Question[]) => Promise<readonly string[]>;

/** What a snapshot is taken of. */
export interface Subject {
  /** ns of lab time */
  readonly at: number;
  /** with the names of each one's namespaces but its first */
  readonly hosts: readonly { readonly name: string; readonly namespaces: readonly string[] }[];
  readonly cables: readonly Cable[];
}

type Place = Pick<Question, 'host' | 'netns'>;

/** As few runs as can be: for rules, no family means IPv4 (iprule_list), all else that has two comes with both, IPv4 first. */
const QUESTIONS: readonly Omit<Question, keyof Place>[] = [
  { program: 'ip', options: ['-j', '-d'], lines: ['addr', 'route show table all', 'rule', 'neigh'] },
  { program: 'ip', options: ['-j', '-d', '-6'], lines: ['rule'] },
];
const ANSWERS = QUESTIONS.flatMap(({ lines }) => lines).length;

/** The state of all hosts and namespaces, as iproute2 shows it. */
export async function takeSnapshot({ at, hosts, cables }: Subject, ask: Ask): Promise<Snapshot> {
  const places = hosts.flatMap(({ name: host, namespaces }): Place[] => [null, ...namespaces].map(netns => ({ host, netns })));
  const answers = await ask(places.flatMap(place => QUESTIONS.map(question => ({ ...place, ...question }))));
  const taken = new Map(places.flatMap((place, i) => {
    const lists = answers.slice(i * QUESTIONS.length, (i + 1) * QUESTIONS.length).flatMap(listsOf);
    if (lists.length < ANSWERS) {
      if (place.netns !== null) return [];
      throw new Error(`${place.host}: ip doesn't tell what links, addresses, routes, rules and neighbours there are`);
    }
    const [addr, route, rule4, neigh, rule6] = lists.map(list => JSON.parse(list) as unknown) as [IpLink[], IpRoute[], IpRule[], IpNeigh[], IpRule[]];
    return [[place, { name: place.netns, addr, route, rule: [...rule4, ...rule6], neigh }] as const];
  }));
  const apart = [...taken].filter(([, { addr }]) => addr.some(tellsVlansApart)).map(([place]) => place);
  const vlans = apart.length === 0 ? [] : await ask(apart.map(place => ({ ...place, program: 'bridge', options: ['-j'], lines: ['vlan'] })));
  const withVlans = ([place, netns]: readonly [Place, NetnsSnapshot]): NetnsSnapshot => {
    const [vlan] = listsOf(vlans[apart.indexOf(place)] ?? '');
    return vlan === undefined ? netns : { ...netns, vlan: JSON.parse(vlan) as BridgeVlans[] };
  };
  return { at, hosts: hosts.map(({ name }) => ({ name, netns: [...taken].filter(([{ host }]) => host === name).map(withVlans) })), cables };
}

/** Each list of several, one below the other. */
function listsOf(text: string): string[] {
  return text.split(/\n(?=\[)/).filter(list => list !== '');
}

function tellsVlansApart({ linkinfo }: IpLink): boolean {
  return linkinfo?.info_kind === 'bridge' && linkinfo.info_data?.vlan_filtering === 1;
}
