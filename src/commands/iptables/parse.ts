import type { Process } from '../program';
import type { Extension, Given } from './extension';
import { MATCHES } from './matches';
import { IptablesError, type Flavour, type Interface, type Match, type Spec, type Target } from './model';
import { TARGETS, VERDICTS } from './targets';
import { network, protocolNumber } from './words';

/** What iptables is to do, by the letter of its option; how many words each takes, and how many more may follow. */
export const COMMANDS: Readonly<Record<string, { readonly words: number; readonly more: number }>> = {
  A: { words: 1, more: 0 }, C: { words: 1, more: 0 }, D: { words: 1, more: 1 }, I: { words: 1, more: 1 }, R: { words: 1, more: 1 }, L: { words: 0, more: 2 }, S: { words: 0, more: 2 },
  F: { words: 0, more: 1 }, Z: { words: 0, more: 2 }, N: { words: 1, more: 0 }, X: { words: 0, more: 1 }, P: { words: 1, more: 1 }, E: { words: 1, more: 1 },
};

const LONG: Readonly<Record<string, string>> = {
  append: 'A', check: 'C', delete: 'D', insert: 'I', replace: 'R', list: 'L', 'list-rules': 'S', flush: 'F', zero: 'Z', 'new-chain': 'N', new: 'N', 'delete-chain': 'X', policy: 'P', 'rename-chain': 'E',
  source: 's', src: 's', destination: 'd', dst: 'd', protocol: 'p', proto: 'p', 'in-interface': 'i', 'out-interface': 'o', jump: 'j', goto: 'g', match: 'm', table: 't', numeric: 'n', verbose: 'v',
  exact: 'x', 'line-numbers': '0', fragments: 'f', version: 'V', help: 'h', wait: 'w', 'set-counters': 'c', ipv4: '4', ipv6: '6', fragment: 'f',
};
/** Options that take a word. */
const WITH_WORD = 'sdpiojgmtcW';
const WITHOUT_WORD = 'nvx0fVhw46';

const UNSUPPORTED_MATCHES: readonly string[] = [
  'ah', 'bpf', 'cgroup', 'cluster', 'connbytes', 'connlabel', 'connlimit', 'connmark', 'cpu', 'dccp', 'devgroup', 'dscp', 'ecn', 'esp', 'hashlimit', 'helper', 'iprange', 'ipvs', 'length', 'nfacct', 'osf',
  'owner', 'physdev', 'pkttype', 'policy', 'quota', 'rateest', 'realm', 'recent', 'rpfilter', 'sctp', 'set', 'socket', 'statistic', 'string', 'tcpmss', 'time', 'tos', 'ttl', 'u32', 'hl', 'frag', 'hbh', 'rt',
];
const UNSUPPORTED_TARGETS: readonly string[] = [
  'AUDIT', 'CHECKSUM', 'CLASSIFY', 'CLUSTERIP', 'CONNMARK', 'CONNSECMARK', 'CT', 'DSCP', 'ECN', 'HL', 'HMARK', 'IDLETIMER', 'LED', 'NETMAP', 'NFLOG', 'NFQUEUE', 'QUEUE', 'RATEEST', 'SECMARK', 'SET',
  'SYNPROXY', 'TCPMSS', 'TCPOPTSTRIP', 'TEE', 'TOS', 'TPROXY', 'TRACE', 'TTL', 'ULOG',
];

/** A command line, read. */
export interface Line {
  readonly command?: string;
  /** what stands after the command's option */
  readonly operands: readonly string[];
  readonly table: string;
  readonly flags: ReadonlySet<string>;
  readonly spec: Spec;
  /** -j of a name that no extension has: a chain's */
  readonly jumps: boolean;
  readonly counters?: { readonly packets: number; readonly bytes: number };
}

interface Loaded<T> {
  readonly name: string;
  readonly extension: Extension<T>;
  readonly given: Given[];
}

/** Reads words as getopt_long(3) hands them to iptables. @throws {IptablesError} */
export class LineParser {
  #at = 0;
  #command: string | undefined;
  #operands: string[] = [];
  #table = 'filter';
  readonly #flags = new Set<string>();
  readonly #spec: { -readonly [Key in keyof Spec]: Spec[Key] } = { matches: [] };
  readonly #matches: Loaded<Omit<Match, 'name'>>[] = [];
  #target: Loaded<Omit<Target, 'name' | 'goto'>> | undefined;
  #jump: { readonly name: string; readonly goto: boolean } | undefined;
  #counters: Line['counters'];
  #protocolName = '';

  constructor(private readonly words: readonly string[], private readonly flavour: Flavour, private readonly process: Process) {}

  parse(): Line {
    let inverted = false;
    while (this.#at < this.words.length) {
      const word = this.words[this.#at++]!;
      if (word === '!') {
        if (inverted) throw new IptablesError('Multiple `!\' flags not allowed', 'usage', true);
        inverted = true;
        continue;
      }
      if (word.startsWith('--')) this.#long(word, inverted);
      else if (word.startsWith('-') && word.length > 1) this.#short(word, inverted);
      else throw new IptablesError(`Bad argument \`${word}'`, 'bare');
      inverted = false;
    }
    return this.#finish();
  }

  #short(word: string, inverted: boolean): void {
    for (let i = 1; i < word.length; i++) {
      const letter = word[i]!;
      const rest = word.slice(i + 1);
      if (COMMANDS[letter] || WITH_WORD.includes(letter)) {
        const takes = COMMANDS[letter]?.words ?? 1;
        if (takes === 0 && /^[nvx]+$/.test(rest)) {
          this.#option(letter, undefined, inverted, word);
          continue;
        }
        return this.#option(letter, rest === '' ? undefined : rest, inverted, `-${letter}`);
      }
      if (!WITHOUT_WORD.includes(letter) || letter === '0') throw new IptablesError(`unknown option "-${letter}"`);
      this.#option(letter, undefined, inverted, `-${letter}`);
    }
  }

  #long(word: string, inverted: boolean): void {
    const [name = '', value] = word.slice(2).split(/=(.*)/s) as [string, string | undefined];
    if (this.#extensionOption(name, value, inverted)) return;
    const letter = Object.hasOwn(LONG, name) ? LONG[name] : undefined;
    if (letter === undefined) throw new IptablesError(`unknown option "--${name}"`);
    this.#option(letter, value, inverted, `--${name}`);
  }

  #word(option: string): string {
    const word = this.words[this.#at];
    if (word === undefined) throw new IptablesError(`option "${option}" requires an argument`);
    this.#at++;
    return word;
  }

  /** A word that may follow: one that is no option. */
  #optional(): string | undefined {
    const word = this.words[this.#at];
    return word === undefined || word.startsWith('-') || word === '!' ? undefined : this.words[this.#at++];
  }

  #option(letter: string, attached: string | undefined, inverted: boolean, shown: string): void {
    const command = COMMANDS[letter];
    if (command) return this.#setCommand(letter, command, attached, shown);
    if (WITHOUT_WORD.includes(letter)) {
      if (letter === 'f') this.#spec.fragment = { inverted };
      if (letter === 'w' && /^\d+$/.test(this.words[this.#at] ?? '')) this.#at++;
      this.#flags.add(letter);
      return;
    }
    const value = attached ?? this.#word(shown);
    switch (letter) {
      case 's': this.#spec.source = network(value, inverted, this.flavour, this.process); return;
      case 'd': this.#spec.destination = network(value, inverted, this.flavour, this.process); return;
      case 'p': this.#setProtocol(value, inverted); return;
      case 'i': this.#spec.input = device(value, inverted); return;
      case 'o': this.#spec.output = device(value, inverted); return;
      case 'j':
      case 'g': return this.#setTarget(value, letter === 'g');
      case 'm': return this.#loadMatch(value);
      case 't': this.#table = value; return;
      case 'c': this.#counters = { packets: Number(value), bytes: Number(this.#word('-c')) }; return;
    }
  }

  #setCommand(letter: string, { words, more }: { readonly words: number; readonly more: number }, attached: string | undefined, shown: string): void {
    if (this.#command !== undefined && !(this.#command + letter === 'LZ' || this.#command + letter === 'ZL')) throw new IptablesError(`Cannot use -${letter} with -${this.#command}`);
    if (this.#command === undefined || letter === 'L') this.#command = letter;
    if (letter === 'Z') this.#flags.add('Z');
    const first = words > 0 ? attached ?? this.#word(shown) : attached ?? this.#optional();
    this.#operands = first === undefined ? [] : [first];
    for (let i = words > 0 ? 0 : 1; i < more && this.#operands.length > 0; i++) {
      const next = this.#optional();
      if (next === undefined) break;
      this.#operands.push(next);
    }
  }

  #setProtocol(value: string, inverted: boolean): void {
    const number = protocolNumber(value);
    this.#protocolName = number === 58 ? 'icmpv6' : value.toLowerCase() === '6' ? 'tcp' : value.toLowerCase() === '17' ? 'udp' : value.toLowerCase();
    if (number === 0 && inverted) throw new IptablesError('rule would never match protocol');
    this.#spec.protocol = { number, inverted };
  }

  #loadMatch(name: string): void {
    const extension = Object.hasOwn(MATCHES, name) ? MATCHES[name] : undefined;
    if (!extension) {
      if (UNSUPPORTED_MATCHES.includes(name)) throw new IptablesError(`vethlab does not support the match ${name}`);
      throw new IptablesError(`Couldn't load match \`${name}':No such file or directory`, 'usage', true);
    }
    this.#matches.push({ name: name === 'icmpv6' ? 'icmp6' : name, extension, given: [] });
  }

  #setTarget(name: string, goto: boolean): void {
    this.#jump = { name, goto };
    const extension = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
    if (extension) this.#target = { name, extension, given: [] };
    else if (UNSUPPORTED_TARGETS.includes(name)) throw new IptablesError(`vethlab does not support the target ${name}`);
  }

  /** An option of the target or of a match, the latest first; -p's own match is loaded when its options come. */
  #extensionOption(name: string, value: string | undefined, inverted: boolean): boolean {
    const loaded = [...(this.#target ? [this.#target] : []), ...[...this.#matches].reverse()];
    let owner = loaded.find(({ extension }) => optionName(extension, name) !== undefined);
    const own = MATCHES[this.#protocolName];
    if (!owner && own && optionName(own, name) !== undefined) {
      this.#loadMatch(this.#protocolName);
      owner = this.#matches.at(-1);
    }
    if (!owner) return false;
    const option = optionName(owner.extension, name)!;
    const count = owner.extension.options[option]!;
    const words = Array.from({ length: count }, (_, i) => (i === 0 && value !== undefined ? value : this.#word(`--${name}`)));
    owner.given.push({ name: option, value: words.join(' '), inverted });
    return true;
  }

  #finish(): Line {
    const { protocol } = this.#spec;
    const setting = { flavour: this.flavour, process: this.process, protocol: protocol?.inverted ? undefined : protocol?.number };
    const make = <T>({ name, extension, given }: Loaded<T>): T => {
      const { required } = extension;
      if (required !== undefined && !given.some(option => option.name === required)) throw new IptablesError(`${name}: option "--${required}" must be specified`, 'usage', true);
      return extension.make(given, setting);
    };
    this.#spec.matches = this.#matches.map(loaded => ({ ...make(loaded), name: loaded.name }));
    if (this.#jump) this.#spec.target = { ...this.#makeTarget(this.#jump, make), ...this.#jump };
    const verdict = this.#jump && Object.hasOwn(VERDICTS, this.#jump.name);
    return {
      ...(this.#command === undefined ? {} : { command: this.#command }), operands: this.#operands, table: this.#table, flags: this.#flags, spec: this.#spec,
      jumps: this.#jump !== undefined && !verdict && !this.#target, ...(this.#counters ? { counters: this.#counters } : {}),
    };
  }

  #makeTarget({ name, goto }: { readonly name: string; readonly goto: boolean }, make: <T>(loaded: Loaded<T>) => T): Omit<Target, 'name' | 'goto'> {
    if (this.#target) return make(this.#target);
    const verdict = Object.hasOwn(VERDICTS, name) ? VERDICTS[name]! : ({ kind: 'verdict', verdict: { kind: goto ? 'goto' : 'jump', chain: name } } as const);
    return { save: '', list: () => '', statements: [verdict] };
  }
}

function optionName(extension: Pick<Extension<unknown>, 'options' | 'aliases'>, name: string): string | undefined {
  const real = extension.aliases?.[name] ?? name;
  return Object.hasOwn(extension.options, real) ? real : undefined;
}

function device(name: string, inverted: boolean): Interface {
  if (name.length > 15) throw new IptablesError(`interface name \`${name}' must be shorter than IFNAMSIZ (15)`);
  return { name, inverted };
}
