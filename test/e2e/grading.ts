import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { ENTRY, PROJECT } from '../../src/cli/project';

/**
 * Takes the graded notebook through all of nbgrader, with three students: generate, release, fetch, submit, collect, autograde, feedback. Prints
 * their marks; fails where they aren't what they should be. Its environment stays in .venv/grading, or in the folder given as argument.
 */
const ASSIGNMENT = 'virtual-interfaces';
const CHECKS = ['pair-check', 'addresses-check', 'puzzle-check', 'netns-check'];

interface Cell {
  readonly id: string;
  source: string | string[];
}

interface Student {
  readonly name: string;
  /** what stands in the cells for commands; the rest stay as they were handed out */
  readonly work: Readonly<Record<string, string>>;
  readonly marks: readonly number[];
}

const PAIR = 'sudo ip link add veth0 type veth peer name veth1\nfor end in veth0 veth1; do sudo ip link set $end up; done';
const ADDRESSES = 'sudo ip addr add 10.0.$OCTET.1/24 dev veth0\nsudo ip addr add 10.0.$OCTET.2/24 dev veth1';

const STUDENTS: readonly Student[] = [
  {
    name: 'ada',
    work: {
      name: '%seed from ada', pair: PAIR, addresses: ADDRESSES, puzzle: 'ping -c 1 -I veth1 10.0.$OCTET.1\n%why\nsudo sysctl -w net.ipv4.conf.all.accept_local=1',
      netns: 'sudo ip netns add red\nsudo ip link set veth1 netns red\nsudo ip -n red addr add 10.0.$OCTET.2/24 dev veth1\nsudo ip -n red link set veth1 up',
    },
    marks: [3, 2, 2, 3],
  },
  {
    name: 'grace',
    // the setting isn't found; the end that moved has no address any more
    work: { name: '%seed from grace', pair: PAIR, addresses: ADDRESSES, puzzle: 'ping -c 1 -I veth1 10.0.$OCTET.1', netns: 'sudo ip netns add red\nsudo ip link set veth1 netns red\nsudo ip -n red link set veth1 up' },
    marks: [3, 2, 0, 1],
  },
  { name: 'nobody', work: {}, marks: [0, 0, 0, 0] },
];

function run(program: string, args: readonly string[], cwd: string): string {
  process.stdout.write(`$ ${program.split('/').at(-1)} ${args.slice(0, 3).join(' ').split('\n')[0]}\n`);
  // nbgrader calls programs that stand beside it
  const path = `${dirname(program)}:${process.env.PATH}`;
  return execFileSync(program, args, { cwd, env: { ...process.env, PATH: path }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function setUp(folder: string): string {
  const program = (name: string): string => join(folder, 'bin', name);
  if (!existsSync(program('nbgrader'))) {
    run('python3', ['-m', 'venv', folder], PROJECT);
    run(program('pip'), ['install', '-q', 'nbgrader==0.9.6', 'jupyter_client', 'ipykernel'], PROJECT);
  }
  run(process.execPath, [ENTRY, 'install', '--prefix', folder], PROJECT);
  return program('nbgrader');
}

function handIn(path: string, { work }: Student): void {
  const notebook = JSON.parse(readFileSync(path, 'utf8')) as { cells: Cell[] };
  for (const cell of notebook.cells) cell.source = work[cell.id] ?? cell.source;
  writeFileSync(path, JSON.stringify(notebook));
}

/** nbgrader names what was handed in after the machine's user, who is the same for all here. */
function signAs(inbound: string, name: string): void {
  for (const folder of readdirSync(inbound)) {
    const [owner, ...rest] = folder.split('+');
    if (owner === userInfo().username) renameSync(join(inbound, folder), join(inbound, [name, ...rest].join('+')));
  }
}

/** Marks of each check, as nbgrader's database has them. */
function marksOf(python: string, course: string, student: string): number[] {
  const script = `
import json, sys
from nbgrader.api import Gradebook
with Gradebook('sqlite:///gradebook.db') as book:
    notebook = book.find_submission_notebook('${ASSIGNMENT}', '${ASSIGNMENT}', sys.argv[1])
    grades = {grade.name: grade.score for grade in notebook.grades}
print(json.dumps([grades[name] for name in sys.argv[2:]]))`;
  return JSON.parse(run(python, ['-c', script, student, ...CHECKS], course).trim()) as number[];
}

function main(): number {
  const nbgrader = setUp(process.argv[2] ?? join(PROJECT, '.venv', 'grading'));
  const scratch = mkdtempSync(join(tmpdir(), 'vethlab-grading-'));
  const [course, exchange] = [join(scratch, 'course'), join(scratch, 'exchange')];
  cpSync(join(PROJECT, 'notebooks', 'graded'), course, { recursive: true });
  mkdirSync(exchange, { mode: 0o777 });
  const grade = (args: readonly string[], cwd = course): string => run(nbgrader, [...args, `--Exchange.root=${exchange}`, '--CourseDirectory.course_id=networks'], cwd);
  try {
    for (const { name } of STUDENTS) grade(['db', 'student', 'add', name]);
    grade(['generate_assignment', ASSIGNMENT]);
    grade(['release_assignment', ASSIGNMENT]);
    for (const student of STUDENTS) {
      const home = join(scratch, student.name);
      mkdirSync(home);
      grade(['fetch_assignment', ASSIGNMENT], home);
      handIn(join(home, ASSIGNMENT, `${ASSIGNMENT}.ipynb`), student);
      grade(['submit', ASSIGNMENT], home);
      signAs(join(exchange, 'networks', 'inbound'), student.name);
    }
    grade(['collect', ASSIGNMENT, '--ExchangeCollect.check_owner=False']);
    grade(['autograde', ASSIGNMENT]);
    grade(['generate_feedback', ASSIGNMENT]);
    const rows = STUDENTS.map(({ name, marks }) => {
      const found = marksOf(join(nbgrader, '..', 'python3'), course, name);
      const feedback = readdirSync(join(course, 'feedback', name, ASSIGNMENT)).join(' ');
      return { name, found, wanted: marks, feedback };
    });
    const right = ({ found, wanted }: (typeof rows)[number]): boolean => JSON.stringify(found) === JSON.stringify(wanted);
    for (const row of rows) {
      const { name, found, wanted, feedback } = row;
      process.stdout.write(`${name.padEnd(8)}${CHECKS.map((check, i) => `${check} ${found[i]}`).join('  ')}  total ${found.reduce((sum, mark) => sum + mark, 0)} of 10  (${feedback})${right(row) ? '' : `: WRONG, should be ${wanted.join(', ')}`}\n`);
    }
    return rows.every(right) ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  process.exitCode = main();
} catch (error) {
  process.stdout.write(`${(error as { stderr?: string }).stderr ?? String(error)}\n`);
  process.exitCode = 1;
}
