import { contains, parseAddress, type IpAddress, type SocketEntry } from '../../stack';
import { SERVICES } from '../tcpdump/services';
import { Quit } from './options';

/** Whether a socket is to be shown. */
export type Condition = (socket: SocketEntry) => boolean;

const OPERATORS: Readonly<Record<string, string>> = {
  '>=': '>=', 'ge': '>=', 'geq': '>=', '<=': '<=', 'le': '<=', 'leq': '<=', '!=': '!=', 'ne': '!=', 'neq': '!=', '=': '=', '==': '=', 'eq': '=',
  '>': '>', 'gt': '>', '<': '<', 'lt': '<',
};
const SYNTAX = 'ss: bison bellows (while parsing filter): "syntax error!" Sorry.\n';

/** Reads `sport = :22 and dst 10.0.0.0/8` and the like (ssfilter.y). @throws {Quit} */
export function readFilter(words: readonly string[]): Condition {
  const tokens = words.flatMap(word => word.split(/[ \t]+/)).filter(token => token !== '');
  let at = 0;
  const fail = (): never => {
    throw new Quit(SYNTAX, 255, true);
  };
  const list = (): Condition => {
    let left = expression();
    while (at < tokens.length && tokens[at] !== ')') {
      const or = /^(\||\|\||or)$/.test(tokens[at]!);
      if (or || /^(&|&&|and)$/.test(tokens[at]!)) at++;
      const [before, after] = [left, or ? conjunction() : expression()];
      left = or ? socket => before(socket) || after(socket) : socket => before(socket) && after(socket);
    }
    return left;
  };
  const conjunction = (): Condition => {
    let left = expression();
    while (/^(&|&&|and)$/.test(tokens[at] ?? '')) {
      at++;
      const [before, after] = [left, expression()];
      left = socket => before(socket) && after(socket);
    }
    return left;
  };
  const expression = (): Condition => {
    const token = tokens[at++];
    if (token === '(') {
      const inner = list();
      if (tokens[at++] !== ')') fail();
      return inner;
    }
    if (token === '!' || token === 'not') {
      const inner = expression();
      return socket => !inner(socket);
    }
    if (token === 'dev' || token === 'fwmark' || token === 'cgroup' || token === 'autobound') throw new Quit(`ss: vethlab doesn't support ${token} in filters\n`, 1);
    const field = /^([sd])(rc|st|port)$/.exec(token ?? '');
    if (!field || token === 'sst' || token === 'drc') {
      // the lexer takes any other word for a host, and complains first
      if (token !== undefined && OPERATORS[token] === undefined && !/^[()&|]/.test(token)) endpoint(token, false);
      return fail();
    }
    const operator = OPERATORS[tokens[at] ?? ''];
    if (operator !== undefined) at++;
    const value = tokens[at++];
    const isPort = field[2] === 'port';
    if (value === undefined || (!isPort && operator !== undefined && operator !== '=')) return fail();
    return comparison(field[1] === 's' ? 'local' : 'peer', operator ?? '=', endpoint(value, isPort));
  };
  const condition = tokens.length === 0 ? (): boolean => true : list();
  if (at < tokens.length) fail();
  return condition;
}

interface Endpoint {
  readonly prefix: { readonly address: IpAddress; readonly length: number } | undefined;
  readonly port: number | undefined;
}

function comparison(end: 'local' | 'peer', operator: string, { prefix, port }: Endpoint): Condition {
  const equal: Condition = socket => (port === undefined || socket[end].port === port) && (prefix === undefined || within(prefix, socket[end].address));
  const atLeast: Condition = socket => socket[end].port >= (port ?? 0);
  const atMost: Condition = socket => socket[end].port <= (port ?? 0);
  const conditions: Readonly<Record<string, Condition>> = {
    '=': equal, '!=': socket => !equal(socket), '>=': atLeast, '<=': atMost, '>': socket => !atMost(socket), '<': socket => !atLeast(socket),
  };
  return conditions[operator]!;
}

function within(prefix: NonNullable<Endpoint['prefix']>, address: IpAddress): boolean {
  return typeof prefix.address === typeof address && contains(prefix, address);
}

function endpoint(word: string, isPort: boolean): Endpoint {
  const bracketed = /^\[([^\]]*)\](.*)$/.exec(word);
  const colon = isPort ? 0 : bracketed ? 0 : word.indexOf(':', Math.max(0, word.indexOf('/'))) < 0 ? word.length : word.lastIndexOf(':');
  const [host, service] = isPort ? ['', word.replace(/^:/, '')] : bracketed ? [bracketed[1]!, bracketed[2]!.replace(/^:/, '')] : [word.slice(0, colon), word.slice(colon + 1)];
  return { prefix: host === '' || host === '*' ? undefined : prefixOf(host), port: service === '' || service === '*' ? undefined : portOf(service) };
}

function prefixOf(text: string): NonNullable<Endpoint['prefix']> {
  const [host = '', length] = text.split('/');
  const address = parseAddress(host) ?? (host === 'localhost' ? 0x7f000001 : undefined);
  const bits = typeof address === 'bigint' ? 128 : 32;
  if (address === undefined || (length !== undefined && !(/^\d+$/.test(length) && Number(length) <= bits))) {
    throw new Quit(`Error: an inet prefix is expected rather than "${text}".\nCannot parse dst/src address.\n`, 1);
  }
  return { address, length: length === undefined ? bits : Number(length) };
}

function portOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  for (const services of [SERVICES.tcp, SERVICES.udp]) for (const [port, name] of services) if (name === text) return port;
  throw new Quit(`Error: "${text}" does not look like a port.\nCannot parse dst/src address.\n`, 1);
}
