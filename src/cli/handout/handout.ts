import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CliError, type Command, type Values } from '../command';
import { findJupyter } from '../python';
import { Converter } from './convert';
import { EDITIONS, type Edition } from './edition';
import { FORMATS, type Format } from './formats';
import type { About } from '../../notebook';
import { runNotebook } from './run';

/** Executes notebooks and writes them as handouts. */
export const handout: Command = {
  help: `usage: vethlab handout NOTEBOOK... [--to FORMAT,...] [--edition student|instructor] [--output-dir DIR]

Runs each notebook from top to bottom in a fresh network and writes it, with its outputs, as a handout.

  --to FORMAT,...      ${[...FORMATS].map(([name, { summary }]) => `${name.padEnd(10)}${summary}`).join('\n                       ')}
                       the default is html
  --edition EDITION    student: with room for answers, without solutions (the default)
                       instructor: with solutions, notes and a plan of the time
  --outputs on|off     whether the outputs of cells are shown; default: on
  --output-dir DIR     where to, instead of handouts/
  --course NAME        for the head of each page; these three are else what the notebook's metadata say
  --lab-number N
  --title TITLE
  --backend BACKEND    simulated (the default) or real

A cell that fails stops its notebook, unless it is tagged raises-exception.
`,
  options: {
    'to': { type: 'string', default: 'html' }, 'edition': { type: 'string', default: 'student' }, 'outputs': { type: 'string', default: 'on' }, 'output-dir': { type: 'string', default: 'handouts' },
    'course': { type: 'string' }, 'lab-number': { type: 'string' }, 'title': { type: 'string' }, 'backend': { type: 'string' },
  },
  run: async (values, notebooks) => {
    if (notebooks.length === 0) throw new CliError('which notebook?', 2);
    const edition = chosen<Edition>(values, 'edition', EDITIONS);
    const outputs = chosen(values, 'outputs', ['on', 'off']) === 'on';
    const formats = formatsOf(String(values.to));
    const jupyter = findJupyter();
    const scratch = mkdtempSync(join(tmpdir(), 'vethlab-'));
    const converter = new Converter(jupyter, scratch, resolve(String(values['output-dir'])));
    let failed = false;
    try {
      for (const path of notebooks) {
        try {
          const notebook = await runNotebook(path, values.backend, converter);
          for (const format of formats) process.stdout.write(`${converter.write(notebook, path, format, { edition, about: aboutOf(values), outputs })}\n`);
        } catch (error) {
          if (!(error instanceof CliError)) throw error;
          process.stderr.write(`vethlab: ${error.message.includes(path) ? '' : `${path}: `}${error.message}\n`);
          failed = true;
        }
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    return failed ? 1 : 0;
  },
};

function chosen<T extends string>(values: Values, option: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === values[option]);
  if (!found) throw new CliError(`--${option} ${JSON.stringify(values[option])} is not supported: it is ${choices.join(' or ')}`, 2);
  return found;
}

/** @throws {CliError} for one that there isn't, or that this machine can't make */
function formatsOf(to: string): Format[] {
  return [...new Set(to.split(',').map((name) => name.trim()))].map((name) => {
    const format = FORMATS.get(name);
    if (!format) throw new CliError(`--to ${JSON.stringify(name)} is not supported: it is one or more of ${[...FORMATS.keys()].join(',')}`, 2);
    const problem = format.lacks?.();
    if (problem !== undefined) throw new CliError(`--to ${name}: ${problem}`);
    return format;
  });
}

function aboutOf({ course, 'lab-number': lab, title }: Values): About {
  return { ...(typeof course === 'string' && { course }), ...(typeof lab === 'string' && { lab }), ...(typeof title === 'string' && { title }) };
}
