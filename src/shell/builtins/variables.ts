import { ArithmeticError } from '../expand/arithmetic';
import { prepareAssignment } from '../simple';
import { ansiQuote, quoteIfNeeded } from '../quote';
import { SET_OPTIONS } from '../state';
import { isName, type Variable } from '../variables';
import { fail, misused, options, out, type BuiltinCall, type Builtins } from './builtin';
import { showFunction } from './type';

function flagsOf(variable: Variable): string {
  const flags = (variable.kind === 'indexed' ? 'a' : variable.kind === 'associative' ? 'A' : '')
    + (variable.integer ? 'i' : '') + (variable.letters === 'lower' ? 'l' : '') + (variable.readonly ? 'r' : '') + (variable.letters === 'upper' ? 'u' : '') + (variable.exported ? 'x' : '');
  return flags === '' ? '--' : `-${flags}`;
}

function doubleQuote(text: string): string {
  return /[\x00-\x1f\x7f]/.test(text) ? ansiQuote(text) : `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}

function declaration(call: BuiltinCall, name: string, command = 'declare'): string {
  const variable = call.shell.variables.find(name)!;
  if (variable.value === undefined) return `${command} ${flagsOf(variable)} ${name}\n`;
  if (variable.kind === 'string') return `${command} ${flagsOf(variable)} ${name}=${doubleQuote(variable.value as string)}\n`;
  const elements = call.shell.variables.elements(name).map(([key, value]) => `[${quoteIfNeeded(key)}]=${doubleQuote(value)}`);
  return `${command} ${flagsOf(variable)} ${name}=(${elements.join(' ')}${variable.kind === 'associative' && elements.length > 0 ? ' ' : ''})\n`;
}

interface Declare {
  readonly local?: boolean;
  readonly exported?: boolean;
  readonly readonly?: boolean;
}

const DECLARE_OPTIONS = 'aAfFgiIlnrtuxp';

async function declare(call: BuiltinCall, preset: Declare): Promise<number> {
  const { shell, argv } = call;
  const name = argv[0]!;
  const removed = new Set<string>();
  const plus = argv.filter(arg => /^\+[a-zA-Z]+$/.test(arg));
  plus.forEach(arg => [...arg.slice(1)].forEach(letter => removed.add(letter)));
  const { given, operands, unknown } = options(argv.filter(arg => !plus.includes(arg)), name === 'export' ? 'fnp' : name === 'readonly' ? 'aAfp' : DECLARE_OPTIONS);
  if (unknown) return misused(call, `${unknown}: invalid option`, `${name} [-aAfFgiIlnrtux] [name[=value] ...]${name === 'declare' ? ' or declare -p [-aAfFilnrtux] [name ...]' : ''}`);
  if (given.has('f') || given.has('F')) return showFunctions(call, operands, given.has('F'));
  if (operands.length === 0 || given.has('p')) return show(call, operands, given, preset);
  const local = (preset.local ?? (shell.functions.length > 0 && !preset.exported && !preset.readonly)) && !given.has('g');
  let status = 0;
  for (const operand of operands) {
    const assignment = operand.startsWith('\0') ? call.declared[Number(operand.slice(1))]! : undefined;
    const target = assignment?.name ?? operand;
    if (!isName(target)) {
      status = await fail(call, `\`${assignment?.text ?? operand}': not a valid identifier`);
      continue;
    }
    if (name === 'export' && given.has('n')) {
      shell.variables.declare(target).exported = false;
      continue;
    }
    const making = assignment && await prepareAssignment(shell, assignment);
    const variable = shell.variables.declare(target, local);
    const wanted = given.has('A') ? 'associative' : given.has('a') ? 'indexed' : undefined;
    if (wanted && variable.kind === 'string') {
      variable.value = variable.value === undefined ? undefined : wanted === 'indexed' ? new Map<number, string>([[0, variable.value as string]]) : new Map<string, string>();
      variable.kind = wanted;
    }
    if (given.has('i')) variable.integer = true;
    if (given.has('u')) variable.letters = 'upper';
    if (given.has('l')) variable.letters = 'lower';
    if (removed.has('i')) variable.integer = false;
    // keyed elements of a new associative array are keys, not expressions
    const made = wanted === 'associative' && assignment ? await prepareAssignment(shell, assignment) : making;
    made?.({ local, exported: false });
    if (given.has('x') || preset.exported) variable.exported = true;
    if (removed.has('x')) variable.exported = false;
    if (given.has('r') || preset.readonly) variable.readonly = true;
  }
  return status;
}

async function show(call: BuiltinCall, operands: readonly string[], given: ReadonlyMap<string, string>, preset: Declare): Promise<number> {
  const { variables } = call.shell;
  let status = 0;
  for (const name of operands) {
    if (variables.find(name)) await out(call, declaration(call, name));
    else status = await fail(call, `${name}: not found`);
  }
  if (operands.length > 0) return status;
  const wanted = variables.names().filter(name => {
    const variable = variables.find(name);
    return variable && (!preset.exported || variable.exported) && (!preset.readonly || variable.readonly) && (!given.has('x') || variable.exported) && (!given.has('r') || variable.readonly)
      && (!given.has('a') || variable.kind === 'indexed') && (!given.has('A') || variable.kind === 'associative') && (!given.has('i') || variable.integer);
  });
  await out(call, wanted.map(name => declaration(call, name)).join(''));
  return 0;
}

async function showFunctions(call: BuiltinCall, names: readonly string[], namesOnly: boolean): Promise<number> {
  const { functions } = call.shell.state;
  let status = 0;
  for (const name of names.length > 0 ? names : [...functions.keys()].sort()) {
    if (!functions.has(name)) status = 1;
    else await out(call, namesOnly ? `${names.length > 0 ? '' : 'declare -f '}${name}\n` : `${showFunction(call.shell, name)}\n`);
  }
  return status;
}

async function set(call: BuiltinCall): Promise<number> {
  const { shell, argv } = call;
  const { options: active, positional } = shell.state;
  if (argv.length === 1) {
    const lines = shell.variables.names().filter(name => shell.variables.find(name)?.value !== undefined).map(name => {
      const variable = shell.variables.find(name)!;
      return variable.kind === 'string' ? `${name}=${quoteIfNeeded(variable.value as string).replace(/^''$/, '')}\n` : declaration(call, name).replace(/^declare \S+ /, '');
    });
    await out(call, lines.join(''));
    return 0;
  }
  const names = Object.values(SET_OPTIONS).concat('pipefail').sort();
  let at = 1;
  for (; at < argv.length; at++) {
    const arg = argv[at]!;
    if (arg === '--' || arg === '-') {
      shell.state.positional = [positional[0]!, ...argv.slice(at + 1)];
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg.startsWith('-');
    const turn = (name: string): void => void (on ? active.add(name) : active.delete(name));
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = argv[++at];
        if (name === undefined) await out(call, names.map(known => (on ? `${known.padEnd(15)}\t${active.has(known) ? 'on' : 'off'}\n` : `set ${active.has(known) ? '-' : '+'}o ${known}\n`)).join(''));
        else if (names.includes(name)) turn(name);
        else return fail(call, `${name}: invalid option name`);
      } else if (SET_OPTIONS[letter]) turn(SET_OPTIONS[letter]);
      else return misused(call, `${arg[0]}${letter}: invalid option`, 'set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]');
    }
  }
  if (at < argv.length) shell.state.positional = [positional[0]!, ...argv.slice(at)];
  return 0;
}

async function unset(call: BuiltinCall): Promise<number> {
  const { shell } = call;
  const { given, operands, unknown } = options(call.argv, 'fvn');
  if (unknown) return misused(call, `${unknown}: invalid option`, 'unset [-f] [-v] [-n] [name ...]');
  let status = 0;
  for (const operand of operands) {
    const element = /^(\w+)\[(.*)\]$/s.exec(operand);
    const name = element ? element[1]! : operand;
    if (given.has('f')) shell.state.functions.delete(name);
    else if (!isName(name)) status = await fail(call, `\`${operand}': not a valid identifier`);
    else if (element) shell.variables.unset(name, shell.variables.find(name)?.kind === 'associative' ? element[2]! : Number(shell.evaluateNow(element[2]!)));
    else if (shell.variables.find(name)) shell.variables.unset(name);
    else if (!given.has('v')) shell.state.functions.delete(name);
  }
  return status;
}

async function letBuiltin(call: BuiltinCall): Promise<number> {
  if (call.argv.length === 1) return fail(call, 'expression expected');
  let value = 0n;
  try {
    for (const expression of call.argv.slice(1)) value = call.shell.evaluateNow(expression);
  } catch (error) {
    if (error instanceof ArithmeticError) return fail(call, error.message);
    throw error;
  }
  return value === 0n ? 1 : 0;
}

const SHOPT = ['autocd', 'cdspell', 'checkwinsize', 'cmdhist', 'dotglob', 'expand_aliases', 'extglob', 'failglob', 'globstar', 'histappend', 'lastpipe', 'nocaseglob', 'nocasematch', 'nullglob', 'sourcepath'];
const SHOPT_OBEYED = new Set(['dotglob', 'nocasematch', 'nullglob', 'expand_aliases', 'extglob', 'checkwinsize', 'cmdhist', 'histappend', 'sourcepath']);

async function shopt(call: BuiltinCall): Promise<number> {
  const { given, operands, unknown } = options(call.argv, 'supqo');
  if (unknown) return misused(call, `${unknown}: invalid option`, 'shopt [-pqsu] [-o] [optname ...]');
  const active = call.shell.state.options;
  let status = 0;
  for (const name of operands.length > 0 ? operands : SHOPT) {
    if (!SHOPT.includes(name)) status = await fail(call, `${name}: invalid shell option name`);
    else if ((given.has('s') || given.has('u')) && operands.length > 0) {
      if (given.has('s') && !SHOPT_OBEYED.has(name)) status = await fail(call, `${name}: not supported by vethlab`);
      else if (given.has('s')) active.add(name);
      else active.delete(name);
    } else {
      if (!active.has(name) && operands.length > 0) status = 1;
      if (!given.has('q')) await out(call, given.has('p') ? `shopt -${active.has(name) ? 's' : 'u'} ${name}\n` : `${name.padEnd(15)}\t${active.has(name) ? 'on' : 'off'}\n`);
    }
  }
  return status;
}

/** Builtins that declare, set and show variables and options. */
export const VARIABLES: Builtins = {
  declare: call => declare(call, {}),
  typeset: call => declare(call, {}),
  local: call => (call.shell.functions.length > 0 ? declare(call, { local: true }) : fail(call, 'can only be used in a function')),
  export: call => declare(call, { exported: true }),
  readonly: call => declare(call, { readonly: true }),
  set,
  unset,
  shopt,
  let: letBuiltin,
  shift: async call => {
    const { state } = call.shell;
    const count = Number(call.argv[1] ?? 1);
    if (!Number.isInteger(count)) return fail(call, `${call.argv[1]}: numeric argument required`);
    if (count < 0) return fail(call, `${count}: shift count out of range`);
    if (count > state.positional.length - 1) return 1;
    state.positional = [state.positional[0]!, ...state.positional.slice(1 + count)];
    return 0;
  },
};

