import type { Redirection } from 'unbash';
import { strerror, SysError } from '../stack/errno';
import { Description, textInput } from './descriptors';
import type { Interpreter } from './interpreter';

/** Carries out redirections on the shell's present descriptors, left to right. A failure is told; false then. */
export async function applyRedirections(shell: Interpreter, redirects: readonly Redirection[]): Promise<boolean> {
  for (const redirect of redirects) {
    const problem = await apply(shell, redirect);
    if (problem === undefined) continue;
    await shell.complain(problem);
    return false;
  }
  return true;
}

/** What is wrong, without the shell's name; undefined when all is well. */
async function apply(shell: Interpreter, redirect: Redirection): Promise<string | undefined> {
  const { descriptors, expander } = shell;
  const described = redirect.descriptor;
  const variable = described?.type === 'FileDescriptorVariable' ? described.name : undefined;
  const number = (fallback: number): number => {
    if (described?.type === 'FileDescriptor') return described.value;
    if (variable === undefined) return fallback;
    const free = descriptors.free();
    shell.variables.set(variable, String(free));
    return free;
  };
  if (redirect.type === 'HereDoc') {
    const { body, delimiter } = redirect;
    const text = delimiter?.quoted ? body.text : await shell.expanded(() => expander.document(body.parts, body.text));
    descriptors.set(number(0), textInput(redirect.operator === '<<-' ? text.replace(/^\t+/gm, '') : text));
    return undefined;
  }
  const { target } = redirect;
  if (!target) return 'syntax error near unexpected token `newline\'';
  if (redirect.type === 'HereString') {
    const text = await shell.expanded(() => expander.single(target));
    descriptors.set(number(0), textInput(`${text}\n`));
    return undefined;
  }
  const words = await shell.expanded(() => expander.fields(target));
  const [word] = words;
  if (words.length !== 1 || word === undefined) return `${target.text}: ambiguous redirect`;
  const { operator } = redirect;
  if (operator === '<&' || (operator === '>&' && /^(\d+-?|-)$/.test(word))) {
    const fd = described?.type === 'FileDescriptorVariable' && word === '-' ? Number(shell.variables.get(described.name)) : number(operator === '<&' ? 0 : 1);
    return duplicate(shell, fd, word);
  }
  try {
    if (operator === '<') descriptors.set(number(0), await openInput(shell, word));
    else if (operator === '<>') descriptors.set(number(0), await openBoth(shell, word));
    else if (operator === '&>' || operator === '&>>' || operator === '>&') {
      const opened = await openOutput(shell, word, operator === '&>>' ? 'append' : 'truncate');
      descriptors.set(1, opened);
      descriptors.set(2, opened.share());
    } else {
      const keep = operator === '>' && shell.option('noclobber');
      descriptors.set(number(1), await openOutput(shell, word, operator === '>>' ? 'append' : keep ? 'create-new' : 'truncate'));
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    return `${word}: ${error.errno === 'EEXIST' ? 'cannot overwrite existing file' : strerror(error.errno)}`;
  }
}

function duplicate(shell: Interpreter, fd: number, word: string): string | undefined {
  const { descriptors } = shell;
  if (word === '-') {
    descriptors.close(fd);
    return undefined;
  }
  const from = Number(word.replace(/-$/, ''));
  const source = descriptors.get(from);
  if (!source) return `${word}: Bad file descriptor`;
  descriptors.set(fd, source.share());
  if (word.endsWith('-') && from !== fd) descriptors.close(from);
  return undefined;
}

/** /dev/stdin and its kin name descriptors of the shell itself. */
function own(shell: Interpreter, path: string): Description | undefined {
  const named = /^\/dev\/(?:std(in|out|err)|fd\/(\d+))$/.exec(path);
  if (!named) return undefined;
  const fd = named[2] === undefined ? ['in', 'out', 'err'].indexOf(named[1]!) : Number(named[2]);
  return shell.descriptors.get(fd)?.share();
}

async function openInput(shell: Interpreter, path: string): Promise<Description> {
  return own(shell, path) ?? new Description(await shell.system.openInput(shell.expander.resolve(path)), undefined);
}

async function openOutput(shell: Interpreter, path: string, mode: 'truncate' | 'append' | 'create-new'): Promise<Description> {
  const resolved = path.endsWith('/') ? `${shell.expander.resolve(path)}/` : shell.expander.resolve(path);
  return own(shell, path) ?? new Description(undefined, await shell.system.openOutput(resolved, mode));
}

async function openBoth(shell: Interpreter, path: string): Promise<Description> {
  const resolved = shell.expander.resolve(path);
  const output = await shell.system.openOutput(resolved, 'append');
  return new Description(await shell.system.openInput(resolved), output);
}
