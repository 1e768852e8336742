export type ViewKind = 'link' | 'addr' | 'route' | 'neigh' | 'rule' | 'netns' | 'nexthop' | 'port' | 'fdb' | 'vlan' | 'mdb' | 'lookup';

/** An object of ip(8) or bridge(8); `kind` is what showing it shows, where there is a picture of that. */
export interface ObjectWords {
  readonly name: string;
  readonly kind?: ViewKind;
  /** in the order in which the program tries them: the first that starts with the word wins */
  readonly verbs: readonly string[];
}

/** An option, and what becomes of it in the query; without a fate the command is no view. */
export interface Option {
  readonly name: string;
  /** it takes a word */
  readonly argument?: true;
  /** it can't be abbreviated */
  readonly whole?: true;
  /** `keep`: it chooses rows or adds facts; `drop`: it only changes the looks */
  readonly fate?: 'keep' | 'drop';
}

interface ProgramWords {
  /** in the order in which the program tries them */
  readonly objects: readonly ObjectWords[];
  readonly options: readonly Option[];
  /** options that make its JSON say all that the picture needs */
  readonly details: readonly string[];
}

const LINK = ['add', 'change', 'replace', 'delete', 'set', 'show', 'lst', 'list', 'xstats', 'afstats', 'property', 'help'];
const ADDRESS = ['add', 'change', 'chg', 'replace', 'delete', 'show', 'lst', 'list', 'flush', 'save', 'showdump', 'restore', 'help'];
const ROUTE = ['list', 'show', 'lst', 'get', 'add', 'change', 'chg', 'replace', 'prepend', 'append', 'test', 'delete', 'flush', 'save', 'restore', 'showdump', 'help'];
const NEIGHBOUR = ['add', 'replace', 'change', 'chg', 'append', 'delete', 'get', 'show', 'lst', 'list', 'flush', 'help'];
const RULE = ['list', 'lst', 'show', 'save', 'restore', 'showdump', 'add', 'delete', 'flush', 'help'];
const NETNS = ['list', 'show', 'lst', 'help', 'add', 'set', 'delete', 'identify', 'pids', 'exec', 'monitor', 'list-id', 'attach'];
const NEXTHOP = ['add', 'replace', 'delete', 'list', 'show', 'lst', 'get', 'flush', 'bucket', 'help'];

const unseen = (...names: readonly string[]): ObjectWords[] => names.map(name => ({ name, verbs: [] }));

/** Words of iproute2 6.1 (ip/ip.c, bridge/bridge.c and the files of the objects). A picture would be in the way of -o, -j and -p, which are for other programs. */
export const PROGRAMS: Readonly<Record<'ip' | 'bridge', ProgramWords>> = {
  ip: {
    objects: [
      { name: 'address', kind: 'addr', verbs: ADDRESS }, ...unseen('addrlabel', 'maddress'), { name: 'route', kind: 'route', verbs: ROUTE }, { name: 'rule', kind: 'rule', verbs: RULE },
      { name: 'neighbor', kind: 'neigh', verbs: NEIGHBOUR }, { name: 'neighbour', kind: 'neigh', verbs: NEIGHBOUR }, ...unseen('ntable', 'ntbl'), { name: 'link', kind: 'link', verbs: LINK },
      ...unseen('l2tp', 'fou', 'ila', 'macsec', 'tunnel', 'tunl', 'tuntap', 'tap', 'token', 'tcpmetrics', 'monitor', 'xfrm', 'mroute', 'mrule'), { name: 'netns', kind: 'netns', verbs: NETNS },
      ...unseen('netconf', 'vrf', 'sr'), { name: 'nexthop', kind: 'nexthop', verbs: NEXTHOP }, ...unseen('mptcp', 'ioam', 'help', 'stats'),
    ],
    options: [
      { name: 'loops', argument: true, fate: 'drop' }, { name: 'family', argument: true, fate: 'keep' },
      { name: '4', fate: 'keep' }, { name: '6', fate: 'keep' }, { name: '0', fate: 'keep' }, { name: 'M' }, { name: 'B' },
      { name: 'human-readable', fate: 'drop' }, { name: 'iec', fate: 'drop' }, { name: 'stats', fate: 'keep' }, { name: 'statistics', fate: 'keep' },
      { name: 'details', fate: 'drop' }, { name: 'resolve', fate: 'drop' }, { name: 'oneline' }, { name: 'timestamp', fate: 'drop' }, { name: 'tshort', fate: 'drop' },
      { name: 'Version' }, { name: 'force' }, { name: 'batch', argument: true }, { name: 'brief', fate: 'drop' }, { name: 'json' }, { name: 'pretty' },
      { name: 'rcvbuf', argument: true, fate: 'drop' }, { name: 'color', fate: 'drop' }, { name: 'colour', fate: 'drop' }, { name: 'help' },
      { name: 'netns', argument: true, fate: 'keep' }, { name: 'Numeric', fate: 'keep' }, { name: 'all', fate: 'drop' }, { name: 'echo' },
    ],
    details: ['-d'],
  },
  bridge: {
    objects: [
      { name: 'link', kind: 'port', verbs: ['set', 'show', 'lst', 'list', 'help'] },
      { name: 'fdb', kind: 'fdb', verbs: ['add', 'append', 'replace', 'delete', 'get', 'show', 'lst', 'list', 'flush', 'help'] },
      { name: 'mdb', kind: 'mdb', verbs: ['add', 'delete', 'show', 'lst', 'list', 'help'] },
      { name: 'vlan', kind: 'vlan', verbs: ['add', 'delete', 'set', 'tunnelshow', 'show', 'lst', 'list', 'global', 'help'] },
      ...unseen('vni', 'monitor', 'help'),
    ],
    options: [
      { name: 'help' }, { name: 'Version' }, { name: 'stats', fate: 'drop' }, { name: 'statistics', fate: 'drop' }, { name: 'details', fate: 'drop' }, { name: 'oneline' },
      { name: 'timestamp', fate: 'drop' }, { name: 'family', argument: true, fate: 'keep' }, { name: '4', whole: true, fate: 'keep' }, { name: '6', whole: true, fate: 'keep' },
      { name: 'netns', argument: true, fate: 'keep' }, { name: 'color', fate: 'drop' }, { name: 'colour', fate: 'drop' }, { name: 'compressvlans', fate: 'keep' }, { name: 'force' },
      { name: 'json' }, { name: 'pretty' }, { name: 'batch', argument: true },
    ],
    details: ['-d'],
  },
};
