/** `npm run fidelity`: a table of how many command lines answer as real Linux did, and each case's first difference. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compare } from './replay';
import { formatTranscript, parseTranscript } from './transcript';

const CASES = join(__dirname, 'transcripts/cases');

async function main(wanted: readonly string[]): Promise<void> {
  const objects = new Map<string, { cases: number; lines: number; identical: number }>();
  const differences: string[] = [];
  const files = readdirSync(CASES).filter(file => wanted.length === 0 || wanted.some(part => file.includes(part)));
  for (const file of files) {
    const object = basename(file, '.txt').split('-')[1]!;
    const pairs = await compare(parseTranscript(readFileSync(join(CASES, file), 'utf8')));
    const row = objects.get(object) ?? { cases: 0, lines: 0, identical: 0 };
    objects.set(object, { cases: row.cases + 1, lines: row.lines + pairs.length, identical: row.identical + pairs.filter(pair => pair.identical).length });
    const different = pairs.filter(pair => !pair.identical);
    const shown = wanted.length === 0 ? different.slice(0, 1) : different;
    if (different.length > 0) differences.push(`${file}: ${different.length} of ${pairs.length} lines differ\n${shown.map(({ expected, actual }) => `Linux:\n${formatTranscript([expected])}vethlab:\n${formatTranscript([actual])}`).join('')}`);
  }
  process.stdout.write(`${differences.join('\n')}\n`);
  const total = { cases: 0, lines: 0, identical: 0 };
  process.stdout.write(`${'object'.padEnd(12)}${'cases'.padStart(6)}${'lines'.padStart(7)}${'identical'.padStart(11)}${'share'.padStart(8)}\n`);
  const print = (name: string, { cases, lines, identical }: typeof total): void => {
    process.stdout.write(`${name.padEnd(12)}${String(cases).padStart(6)}${String(lines).padStart(7)}${String(identical).padStart(11)}${`${((100 * identical) / lines).toFixed(1)} %`.padStart(8)}\n`);
  };
  for (const [object, row] of objects) {
    print(object, row);
    total.cases += row.cases;
    total.lines += row.lines;
    total.identical += row.identical;
  }
  print('all', total);
}

void main(process.argv.slice(2));
