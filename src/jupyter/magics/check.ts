import { CheckError, earned, headline, judge, readChecks, reportText } from '../../check';
import { reportHtml } from '../checks/picture';
import type { CellOutcome } from '../session';
import { INTERRUPTED } from '../interrupted';
import { MagicError, answer } from './magic';
import type { CellMagic } from './magic';

const ARGUMENT = /^(?:"([^"]+)"|'([^']+)')(?:\s+(\d{1,4}(?:\.\d{1,2})?)(\s+partial)?)?$/;

const USAGE = '%%check "TITLE" [POINTS [partial]]';

/** Says whether the network is as the cell's lines have it; fails its cell where it isn't, and so nbgrader counts it. */
export const checkCell: CellMagic = {
  usage: USAGE,
  summary: 'says which of the lines in the cell hold, such as: link veth0 operstate UP; fails if one does not',
  run: async (workbench, argument, body, output): Promise<CellOutcome> => {
    const asked = ARGUMENT.exec(argument);
    if (!asked) throw new MagicError(`${USAGE}: a title in quotes, then what it is worth; with 'partial' each line earns its share. This is ${JSON.stringify(argument)}`);
    const [, double, single, points, partial] = asked;
    try {
      const { world, host, variable } = await workbench.judged();
      const verdicts = await judge(readChecks(body, variable), world, host);
      if (workbench.stopped) return INTERRUPTED;
      const report = { title: (double ?? single)!, verdicts, ...(points !== undefined && { points: Number(points) }), partial: partial !== undefined };
      output.display({ 'text/plain': reportText(report), 'text/html': reportHtml(report) });
      // nbgrader reads a number that is a cell's result as the points it earned; a cell that fails has earned none.
      if (report.partial) answer(output, String(earned(report)));
      if (verdicts.every(({ holds }) => holds) || (report.partial && earned(report) > 0)) return { status: 'ok' };
      return { status: 'error', ename: 'CheckFailed', evalue: headline(report), traceback: [`CheckFailed: ${headline(report)}`] };
    } catch (error) {
      if (!(error instanceof CheckError)) throw error;
      return { status: 'error', ename: 'CheckError', evalue: error.message, traceback: error.message.split('\n') };
    }
  },
};
