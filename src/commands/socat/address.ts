/** An address of socat's command line: `KIND:PARAMETER...,OPTION[=VALUE]...`. */
export interface SocatAddress {
  readonly kind: string;
  readonly parameters: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

/** Families of the kinds that speak TCP or UDP; parameters that each kind takes. */
const KINDS: Readonly<Record<string, { readonly name: string; readonly parameters: number }>> = {
  '-': { name: 'stdio', parameters: 0 }, 'STDIO': { name: 'stdio', parameters: 0 }, 'STDIN': { name: 'stdio', parameters: 0 }, 'STDOUT': { name: 'stdio', parameters: 0 },
  'OPEN': { name: 'open', parameters: 1 }, 'FILE': { name: 'open', parameters: 1 }, 'EXEC': { name: 'exec', parameters: 1 },
  ...each(['LISTEN', 'L'], 'listen', 1), ...each(['CONNECT', ''], 'connect', 2),
};

function each(suffixes: readonly string[], what: string, parameters: number): Record<string, { name: string; parameters: number }> {
  return Object.fromEntries(['TCP', 'TCP4', 'TCP6', 'UDP', 'UDP4', 'UDP6'].flatMap(family => suffixes.map(suffix => [
    suffix ? `${family}-${suffix}` : family, { name: `${family.endsWith('6') ? family : `${family.slice(0, 3)}4`}-${what}`, parameters },
  ])));
}

const OPTIONS: ReadonlySet<string> = new Set(['fork', 'reuseaddr', 'bind', 'backlog']);

/** Reads an address; a complaint in socat's words, or vethlab's for what it hasn't got. */
export function readAddress(text: string): SocatAddress | { readonly complaint: string } {
  const [head = '', ...rest] = text.split(',');
  const [word = '', ...parameters] = head.includes('/') && !/^[A-Za-z0-9-]+:/.test(head) ? ['OPEN', head] : splitOutside(head);
  const kind = KINDS[word.toUpperCase()];
  if (!kind) return { complaint: `E unknown device/address "${word}"` };
  if (parameters.length !== kind.parameters) return { complaint: `E ${word}: wrong number of parameters (${parameters.length} instead of ${kind.parameters})` };
  const options = new Map(rest.map(option => option.split(/=(.*)/s).slice(0, 2)).map(([name = '', value = '']) => [name, value] as const));
  const unknown = [...options.keys()].find(name => !OPTIONS.has(name));
  if (unknown !== undefined) return { complaint: `E vethlab doesn't support the option "${unknown}"` };
  return { kind: kind.name, parameters, options };
}

/** Colons separate, but not within brackets. */
function splitOutside(text: string): string[] {
  const [kind = '', rest] = text.split(/:(.*)/s);
  if (rest === undefined) return [kind];
  if (/^exec$/i.test(kind)) return [kind, rest];
  return [kind, ...(rest.match(/\[[^\]]*\]|[^:]+/g) ?? [])];
}
