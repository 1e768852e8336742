import { CheckError, earned, headline, judge, readChecks, reportText } from '../../check';
import type { Report } from '../../check';
import { reportHtml } from '../checks/picture';
import { typedVerdict } from '../checks/typed';
import type { CellOutcome, CellOutput } from '../session';
import type { Workbench } from '../workbench';
import { INTERRUPTED } from '../interrupted';
import { MagicError, answer } from './magic';
import type { CellMagic } from './magic';

const ARGUMENT = /^(?:"([^"]+)"|'([^']+)')(?:\s+(\d{1,4}(?:\.\d{1,2})?)(\s+partial)?)?(\s+ts)?$/;

const USAGE = '%%check "TITLE" [POINTS [partial]] [ts]';

/** Says whether the network is as the cell's lines, or its TypeScript, have it; fails its cell where it isn't, and so nbgrader counts it. */
export const checkCell: CellMagic = {
  usage: USAGE,
  summary: 'says which of the lines in the cell hold, such as: link veth0 operstate UP; fails if one does not',
  details: [
    'POINTS is what it is worth; with `partial` each line earns its share. With `ts` the cell is TypeScript, as that of %%ts, and holds if it throws nothing:',
    "  expect(net.link('veth0').up).toBe(true);",
    '  // hint: which command sets a link up?',
  ],
  run: async (workbench, argument, body, output): Promise<CellOutcome> => {
    const asked = ARGUMENT.exec(argument);
    if (!asked) throw new MagicError(`${USAGE}: a title in quotes, then what it is worth; with 'partial' each line earns its share, with 'ts' the lines are TypeScript. This is ${JSON.stringify(argument)}`);
    const [, double, single, points, partial, typed] = asked;
    if (partial !== undefined && typed !== undefined) throw new MagicError(`${USAGE}: a check in TypeScript earns all or nothing, so leave out 'partial', or make two checks of it`);
    const report = { title: (double ?? single)!, ...(points !== undefined && { points: Number(points) }), partial: partial !== undefined };
    try {
      const verdicts = typed === undefined ? await judgeLines(workbench, body) : await judgeTyped(workbench, body, output);
      return Array.isArray(verdicts) ? tell({ ...report, verdicts }, output) : verdicts;
    } catch (error) {
      if (!(error instanceof CheckError)) throw error;
      return { status: 'error', ename: 'CheckError', evalue: error.message, traceback: error.message.split('\n') };
    }
  },
};

/** Verdicts, or how the cell ends without any. */
type Judged = Promise<Report['verdicts'][number][] | CellOutcome>;

async function judgeLines(workbench: Workbench, body: string): Judged {
  const { world, host, variable } = await workbench.judged();
  const verdicts = await judge(readChecks(body, variable), world, host);
  return workbench.stopped ? INTERRUPTED : verdicts;
}

async function judgeTyped(workbench: Workbench, body: string, output: CellOutput): Judged {
  if (!/\S/.test(body)) throw new CheckError("a check in TypeScript needs a line such as: expect(net.link('veth0').up).toBe(true);");
  // what its last line comes to isn't what the check is worth
  const outcome = await workbench.runIn('ts', body, { ...output, result: () => undefined });
  const verdict = typedVerdict(outcome, body);
  return verdict ? [verdict] : outcome;
}

function tell(report: Report, output: CellOutput): CellOutcome {
  output.display({ 'text/plain': reportText(report), 'text/html': reportHtml(report) });
  // nbgrader reads a number that is a cell's result as the points it earned; a cell that fails has earned none.
  if (report.partial) answer(output, String(earned(report)));
  if (report.verdicts.every(({ holds }) => holds) || (report.partial && earned(report) > 0)) return { status: 'ok' };
  return { status: 'error', ename: 'CheckFailed', evalue: headline(report), traceback: [`CheckFailed: ${headline(report)}`] };
}
