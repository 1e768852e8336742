import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exchange } from '../../src/compare';
import { formatTranscript, parseTranscript } from '../fidelity/transcript';
import { sessions } from './session';

const FILE = join(__dirname, 'recorded.txt');

/** The sessions that the tests run: few, and always the same. */
export const FIXED: readonly (readonly string[])[] = sessions(3, 30);

export function writeRecorded(answers: readonly (readonly Exchange[])[]): void {
  writeFileSync(FILE, answers.map(formatTranscript).join('\n'));
}

/** What Linux 6.1 answered to each of the fixed sessions. @throws {Error} when it was asked others */
export function readRecorded(): Exchange[][] {
  const all = parseTranscript(readFileSync(FILE, 'utf8'));
  let start = 0;
  return FIXED.map(lines => {
    const answers = all.slice(start, (start += lines.length));
    if (answers.map(({ cmd }) => cmd).join('\n') !== lines.join('\n')) throw new Error('the grammar makes other sessions than those recorded: npm run fuzz:record');
    return answers;
  });
}
