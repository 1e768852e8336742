import { Checker } from './checker';
import { readHosts, readLayers, readSettings } from './hosts';
import { type Lab, LabError } from './lab';
import { readLinks } from './links';
import { parseYaml } from './yaml';

const TOP_KEYS = ['name', 'topology', 'prefix', 'mgmt', 'settings', 'debug'];
const TOPOLOGY_KEYS = ['nodes', 'links', 'defaults', 'kinds', 'groups'];

/**
 * Reads a containerlab topology file (https://containerlab.dev/manual/topo-def-file/) whose nodes are Linux hosts.
 * As there, `exec` adds up from `defaults`, `kinds`, `groups` and the node itself, and the nearest label or sysctl wins.
 * Settings that containerlab doesn't have are labels: `vethlab.user` and `vethlab.hostname` of a node, and
 * `vethlab.seed`, `vethlab.settle` and `vethlab.variables` of `topology.defaults`.
 * @param text the file's content
 * @param file its name, for messages
 * @throws {LabError} with every problem found, and nothing else
 */
export function readLab(text: string, file = 'lab'): Lab {
  const { root, problems } = parseYaml(text);
  if (problems.length > 0) throw new LabError(file, problems);
  const checker = new Checker();
  const top = checker.keyed(root, 'a lab file', TOP_KEYS);
  const topology = top.get('topology');
  const parts = checker.keyed(topology?.value, 'topology', TOPOLOGY_KEYS);
  const layers = readLayers(checker, parts);
  const hosts = readHosts(checker, parts.get('nodes')?.value, layers);
  if (hosts.length === 0) checker.complain(parts.get('nodes')?.at ?? topology?.at ?? root.at, 'a lab needs a host: write `topology:`, `nodes:` and a name under it');
  const links = readLinks(checker, parts.get('links')?.value, hosts.map(host => host.name));
  const name = top.get('name')?.value;
  const lab = { name: name ? checker.text(name, 'name') : '', ...readSettings(checker, layers), hosts, links };
  if (name?.kind === 'text' ? lab.name === '' : !name) checker.complain(name?.at ?? root.at, 'a lab needs a name: write `name: my-lab`');
  if (checker.problems.length > 0) throw new LabError(file, checker.problems);
  return lab;
}
