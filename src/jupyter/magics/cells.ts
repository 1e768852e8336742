import { knownHost } from './network';
import type { CellMagic } from './magic';

export const hostCell: CellMagic = {
  usage: '%%host NAME',
  summary: "runs the cell in that host's shell, and goes back",
  run: async (workbench, argument, body, output) => {
    const { current } = await knownHost(workbench, argument);
    await workbench.enter(argument);
    try {
      return await workbench.run(body, output);
    } finally {
      await workbench.enter(current);
    }
  },
};
