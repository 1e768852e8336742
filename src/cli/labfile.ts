import { closeSync, constants, fstatSync, openSync, readSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LabError, readLab } from '../lab';
import type { Lab } from '../lab';
import { CliError } from './command';
import { PROJECT } from './project';

const LABS = join(PROJECT, 'notebooks', 'labs');

/** Octets of a lab's text. */
const MOST_OCTETS = 1024 ** 2;

const isFileName = (name: string): boolean => /[/\\]|\.ya?ml$/.test(name);

/** The file of a lab: of one that comes along by its name, else a file (with a slash or a `.yaml`/`.yml` ending). */
const labPath = (name: string): string => (isFileName(name) ? name : join(LABS, `${name}.yaml`));

/**
 * Reads a lab, a file or one that comes along.
 * @throws {CliError} when there is none, or when its text is wrong
 */
export function loadLab(name: string): Lab {
  try {
    return readLab(labText(name), isFileName(name) ? name : basename(labPath(name)));
  } catch (error) {
    if (error instanceof LabError) throw new CliError(error.message);
    throw error;
  }
}

/**
 * A lab's text, a file or one that comes along. Whatever the name leads to, a pipe or /dev/zero too, it neither waits nor reads on for ever.
 * @throws {CliError} when there is none, or when it can't be a lab's
 */
export function labText(name: string): string {
  const path = labPath(name);
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw refusal(name, error as NodeJS.ErrnoException);
  }
  try {
    if (!fstatSync(file).isFile()) throw new CliError(`${name} is no regular file; a lab is a file of text, such as ./my.yaml`);
    const octets = Buffer.alloc(MOST_OCTETS + 1);
    let [length, got] = [0, -1];
    while (got !== 0 && length < octets.length) length += got = readSync(file, octets, length, octets.length - length, null);
    if (length > MOST_OCTETS) throw new CliError(`${name} has more than ${MOST_OCTETS / 1024 ** 2} MiB, so it is no lab; a lab is a file of text, such as ./my.yaml`);
    return octets.toString('utf8', 0, length);
  } catch (error) {
    throw error instanceof CliError ? error : refusal(name, error as NodeJS.ErrnoException);
  } finally {
    closeSync(file);
  }
}

function refusal(name: string, { code, message }: NodeJS.ErrnoException): CliError {
  if (code !== 'ENOENT' && code !== 'ERR_INVALID_ARG_VALUE') return new CliError(`the lab file ${name} can't be read: ${message}`);
  return new CliError(isFileName(name) ? `there is no lab file ${name}` : `there is no lab ${JSON.stringify(name)}: it is ${labNames().join(', ')}, or a file such as ./my.yaml`);
}

/** Names of the labs that come along. */
export function labNames(): string[] {
  return readdirSync(LABS).filter((file) => file.endsWith('.yaml')).map((file) => file.replace(/\.yaml$/, '')).sort();
}
