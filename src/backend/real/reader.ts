import type { Question } from '../take-snapshot';

/** Between what two runs print: JSON can't hold it. */
const SEPARATOR = '\x1e';

/** A shell text that asks all of one host at once: to start a process takes longer than all that it does. */
export function readerScript(questions: readonly Question[]): string {
  return questions.map(({ netns, program, options, lines }) => {
    const words = [program, ...netns === null ? [] : ['-n', quoted(netns)], ...options, '-batch', '-'];
    return `${words.join(' ')} <<'END'\n${lines.join('\n')}\nEND\nprintf '\\036'\n`;
  }).join('');
}

/** What the text prints, question by question. */
export function answersIn(stdout: string): string[] {
  return stdout.split(SEPARATOR).slice(0, -1);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
