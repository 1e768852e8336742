import { type Checker, quote } from './checker';
import type { LabHost } from './lab';
import { suggest } from './suggest';
import type { LabVariable } from './variables';
import type { Located, LocatedMap } from './yaml';

type Entries = LocatedMap['entries'];

/** What a simulated host obeys. */
const OBEYED = ['kind', 'exec', 'sysctls', 'labels', 'group'];

/** What containerlab knows about containers; it has no meaning for a simulated host, so a file may hold it. */
const CONTAINER_ONLY = [
  'aliases', 'auto-remove', 'binds', 'cap-add', 'certificate', 'cmd', 'components', 'config', 'cpu', 'cpu-set', 'devices', 'dns', 'enforce-startup-config',
  'entrypoint', 'env', 'env-files', 'extras', 'healthcheck', 'image', 'image-pull-policy', 'license', 'memory', 'mgmt-ipv4', 'mgmt-ipv6',
  'network-mode', 'position', 'ports', 'publish', 'restart-policy', 'runtime', 'sandbox', 'shm-size', 'stages', 'startup-config',
  'startup-delay', 'suppress-startup-config', 'type', 'user',
];

const NODE_KEYS = [...OBEYED, ...CONTAINER_ONLY];

/** Labels of ours: containerlab carries labels along without reading them, so such a file stays valid there. */
const LABELS = ['vethlab.user', 'vethlab.hostname', 'vethlab.seed', 'vethlab.settle', 'vethlab.variables'];
const LABEL_PREFIX = 'vethlab.';

/** The layers that a node's settings come from, the most general first. */
interface Layers {
  readonly defaults: Entries;
  readonly kinds: Entries;
  readonly groups: Entries;
}

/** The keys of `topology`, checked as far as they don't belong to one node. */
export function readLayers(checker: Checker, topology: Entries): Layers {
  const named = (key: string): Entries => {
    const entries = checker.entries(topology.get(key)?.value, `topology.${key}`);
    for (const [name, { value }] of entries) checkNode(checker, value, `topology.${key}.${name}`);
    return entries;
  };
  const defaults = topology.get('defaults')?.value;
  checkNode(checker, defaults, 'topology.defaults');
  return { defaults: entriesOf(defaults), kinds: named('kinds'), groups: named('groups') };
}

/** `topology.nodes` as hosts, in the file's order. */
export function readHosts(checker: Checker, nodes: Located | undefined, layers: Layers): LabHost[] {
  const hosts: LabHost[] = [];
  for (const [name, { at, value }] of checker.entries(nodes, 'topology.nodes')) {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/.test(name)) {
      checker.complain(at, `${quote(name)} can't be a node's name: use up to 63 letters, digits, dots, dashes and underscores, a letter or digit first`);
    }
    checkNode(checker, value, `node ${name}`);
    hosts.push(readHost(checker, name, entriesOf(value), layers));
  }
  return hosts;
}

/** Settings of the whole lab, from the labels of `topology.defaults`. */
export function readSettings(checker: Checker, layers: Layers): { seed?: number; settle: number; variables?: LabVariable[] } {
  const labels = entriesOf(layers.defaults.get('labels')?.value);
  const seed = labels.get('vethlab.seed')?.value;
  const variables = labels.get('vethlab.variables')?.value;
  const settle = labels.get('vethlab.settle')?.value;
  return {
    ...(seed && { seed: checker.whole(seed, 'vethlab.seed', 0, 0xffffffff) }),
    settle: settle ? checker.whole(settle, 'vethlab.settle (seconds)', 0, 86400) : 3,
    ...(variables && { variables: readVariables(checker, variables) }),
  };
}

/** `NAME=LEAST..MOST`, with blanks between. */
function readVariables(checker: Checker, value: Located): LabVariable[] {
  return checker.text(value, 'vethlab.variables').split(/\s+/).filter((word) => word !== '').flatMap((word) => {
    const [, name = '', least, most] = /^([A-Za-z_]\w*)=(\d{1,9})\.\.(\d{1,9})$/.exec(word) ?? [];
    if (name !== '' && Number(least) <= Number(most)) return [{ name, least: Number(least), most: Number(most) }];
    checker.complain(value.at, `vethlab.variables takes names and ranges such as OCTET=10..250, not ${quote(word)}`);
    return [];
  });
}

function readHost(checker: Checker, name: string, own: Entries, layers: Layers): LabHost {
  const kind = findKind(checker, own, layers);
  const group = own.get('group')?.value;
  const chain = [layers.defaults, entriesOf(layers.kinds.get(kind)?.value), entriesOf(group && layers.groups.get(checker.text(group, 'group'))?.value), own];
  const inChain = (key: string): Located[] => chain.flatMap(layer => layer.get(key)?.value ?? []);
  const labels = new Map(inChain('labels').flatMap(map => [...entriesOf(map)]));
  const label = (key: string, otherwise: string): string => {
    const entry = labels.get(key);
    return entry ? checker.text(entry.value, key) : otherwise;
  };
  const sysctls = new Map(inChain('sysctls').flatMap(map => [...entriesOf(map)]));
  return {
    name,
    hostname: label('vethlab.hostname', name),
    user: label('vethlab.user', 'root'),
    sysctls: [...sysctls].map(([key, { value }]) => [key, checker.text(value, key)] as const),
    exec: inChain('exec').flatMap(list => checker.items(list, 'exec').map(item => checker.text(item, 'a command of exec'))),
  };
}

function findKind(checker: Checker, own: Entries, layers: Layers): string {
  const value = own.get('kind')?.value ?? layers.defaults.get('kind')?.value;
  if (!value) return 'linux';
  const kind = checker.text(value, 'kind');
  if (kind !== 'linux' && value.kind === 'text') {
    checker.complain(value.at, `kind ${quote(kind)} isn't supported: vethlab simulates Linux hosts, so write \`kind: linux\``);
  }
  return kind;
}

/** Complains about what no layer may hold, wherever it stands. */
function checkNode(checker: Checker, node: Located | undefined, what: string): void {
  const entries = checker.keyed(node, what, NODE_KEYS);
  checker.entries(entries.get('sysctls')?.value, `sysctls of ${what}`);
  for (const [key, { at }] of checker.entries(entries.get('labels')?.value, `labels of ${what}`)) {
    if (key.startsWith(LABEL_PREFIX) && !LABELS.includes(key)) checker.complain(at, `no label ${quote(key)}; ${suggest(key, LABELS)}`);
  }
}

function entriesOf(value: Located | undefined): Entries {
  return value?.kind === 'map' ? value.entries : new Map();
}
