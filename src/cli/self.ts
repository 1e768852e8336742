import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CellLanguage } from '../jupyter/language';
import { PROJECT } from './project';

/** This program, as a command: the bundle, or its sources where it runs from these. */
export function self(): string[] {
  const source = join(__dirname, 'main.ts');
  if (!existsSync(source)) return [process.execPath, join(__dirname, 'vethlab.js')];
  return ['/usr/bin/env', `TS_NODE_PROJECT=${join(PROJECT, 'tsconfig.json')}`, process.execPath, '-r', join(PROJECT, 'node_modules', 'ts-node', 'register'), source];
}

/** The languages of cells, each in a process of its own; what starts them is loaded at the first such cell. */
export const LANGUAGES: Readonly<Record<string, () => CellLanguage>> = {
  ts: () => {
    const { TypeScriptLanguage } = require('../typescript/language') as typeof import('../typescript/language');
    return new TypeScriptLanguage([...self(), 'typescript']);
  },
};
