/**
 * `npm run fidelity`: how many command lines answer as real Linux did, by object, and where each case first differs.
 * With parts of file names: those cases alone, with every line that differs.
 */
import { formatDifferences, differences, type Exchange } from '../../src/compare';
import { compare, type Pair } from './replay';
import { labCases, laterCases, referenceCases, type Case } from './suites';

/** Cases, lines and identical lines of an object. */
class Count {
  cases = 0;
  lines = 0;
  identical = 0;

  add(pairs: readonly Pair[]): void {
    this.cases++;
    this.lines += pairs.length;
    this.identical += pairs.filter(({ identical }) => identical).length;
  }

  row(name: string): string {
    const share = this.lines === 0 ? '-' : `${((100 * this.identical) / this.lines).toFixed(1)} %`;
    return [name.padEnd(16), String(this.cases).padStart(6), String(this.lines).padStart(7), String(this.identical).padStart(11), share.padStart(9)].join('');
  }
}

const HEADER = `${'object'.padEnd(16)}${'cases'.padStart(6)}${'lines'.padStart(7)}${'identical'.padStart(11)}${'share'.padStart(9)}`;

/** The lines of a case that differ, or the first of them. */
function describeDifferences({ file }: Case, pairs: readonly Pair[], all: boolean): string {
  const which = pairs.findIndex(({ identical }) => !identical);
  const shown = (side: 'expected' | 'actual'): Exchange[] => (all ? pairs : pairs.slice(0, which + 1)).map(pair => pair[side]);
  const found = differences({ exchanges: shown('expected') }, { exchanges: shown('actual') });
  return `${file}: ${pairs.filter(({ identical }) => !identical).length} of ${pairs.length} lines differ\n${formatDifferences(found, ['Linux', 'vethlab'])}\n`;
}

async function main(wanted: readonly string[]): Promise<void> {
  const suites: readonly (readonly [string, readonly Case[]])[] = [
    ['Linux 6.1', referenceCases()], ['the veth lab', labCases()], ['Linux 6.18, where it answers otherwise', laterCases()],
  ];
  const total = new Count();
  let tables = '';
  for (const [title, cases] of suites) {
    const objects = new Map<string, Count>();
    const chosen = cases.filter(({ file }) => wanted.length === 0 || wanted.some(part => file.includes(part)));
    for (const each of chosen) {
      const pairs = await compare(each.transcript, each.options);
      const count = objects.get(each.object) ?? new Count();
      objects.set(each.object, count);
      count.add(pairs);
      total.add(pairs);
      if (pairs.some(({ identical }) => !identical)) process.stdout.write(`${describeDifferences(each, pairs, wanted.length > 0)}\n`);
    }
    if (chosen.length > 0) tables += `${title}\n${HEADER}\n${[...objects].sort(([a], [b]) => a.localeCompare(b)).map(([name, count]) => `${count.row(name)}\n`).join('')}\n`;
  }
  process.stdout.write(`${tables}${total.row('all')}\n`);
}

void main(process.argv.slice(2));
