import type { CellOutput } from '../session';
import { MagicError } from './magic';
import { knownHost, knownNetns } from './network';
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

export const netnsCell: CellMagic = {
  usage: '%%netns NAME',
  summary: 'runs the cell inside that namespace, as %netns does, and goes back',
  run: async (workbench, argument, body, output) => {
    const before = await knownNetns(workbench, argument);
    await workbench.enterNetns(argument);
    try {
      return await workbench.run(body, output);
    } finally {
      // the namespace that it was in may have lost its name by now
      const { namespaces } = await workbench.namespaces();
      await workbench.enterNetns(before !== undefined && namespaces.includes(before) ? before : undefined);
    }
  },
};

export const captureCell: CellMagic = {
  usage: '%%capture NAME',
  summary: 'runs the cell unseen; what it printed is in $NAME afterwards, its errors in $NAME_err',
  details: ['Line breaks at the end are dropped, as $(...) does.'],
  run: async (workbench, argument, body, output) => {
    if (!/^[A-Za-z_]\w*$/.test(argument)) throw new MagicError(`%%capture NAME: NAME is that of a shell variable, not ${JSON.stringify(argument)}`);
    const texts = { stdout: '', stderr: '' };
    const show = (data: Readonly<Record<string, unknown>>): void => void (texts.stdout += String(data['text/plain'] ?? ''));
    const kept: CellOutput = {
      stream: (name, text) => void (texts[name] += text),
      display: show,
      update: () => undefined,
      result: show,
      clear: () => void (texts.stdout = texts.stderr = ''),
      typed: (line) => output.typed?.(line),
    };
    const outcome = await workbench.run(body, kept);
    await workbench.assign(argument, texts.stdout.replace(/\n+$/, ''));
    await workbench.assign(`${argument}_err`, texts.stderr.replace(/\n+$/, ''));
    return outcome;
  },
};

export const tsCell: CellMagic = {
  usage: '%%ts',
  summary: 'runs the cell as TypeScript: net, sh`...`, display, shell and expect are there',
  run: async (workbench, argument, body, output) => {
    if (argument !== '') throw new MagicError('%%ts takes no argument');
    return workbench.runIn('ts', body, output);
  },
};
