/** A lone command line, whose output has one table: nothing is joined, piped, expanded or redirected. */
const LONE = /^[^;&|<>$`(){}]*$/;
const NEIGH = /^(?:sudo )?(?:ip netns exec \S+ )?ip(?: -n(?:etns)? \S+| -[a-z0-9]\S*)* n(?:e(?:i(?:g(?:h(?:b(?:ou?r)?)?)?)?)?)?(?: (?:s|l)\w*(?: .*)?)?$/;
const FDB = /^(?:sudo )?(?:ip netns exec \S+ )?bridge(?: -n(?:etns)? \S+| -[a-z0-9]\S*)* f(?:db?)? (?:s|l)\w*(?: .*)?$/;

/** Lines of which a hash with a random seed decides the order: neighbours, and the remote ends in a VXLAN's forwarding table. */
const TABLES: readonly { readonly command: RegExp; readonly line: RegExp }[] = [
  { command: NEIGH, line: /^[0-9a-f.:]+ (?:dev|lladdr|proxy|ref|used|router|[A-Z])/ },
  { command: FDB, line: /^[0-9a-f:]{17} .*\bdst \S+.* self\b/ },
];

/** Sorts the lines whose order is by hash, each in a place that such a line had; all others stay where they are. */
export function withoutHashOrder(text: string, command: string): string {
  const table = LONE.test(command) ? TABLES.find(({ command: form }) => form.test(command)) : undefined;
  if (!table) return text;
  const lines = text.split('\n');
  const sorted = lines.filter(line => table.line.test(line)).sort();
  let next = 0;
  return lines.map(line => (table.line.test(line) ? sorted[next++]! : line)).join('\n');
}
