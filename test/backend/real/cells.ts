import { realWith } from '../../../src/backend/real/create';
import { onlyLooks } from '../../../src/jupyter/harmless';
import { LabSession } from '../../../src/jupyter/lab-session';
import type { CreateBackend } from '../../../src/backend';
import { Notebook, loadLab } from '../../jupyter/session';
import { answerInside } from './answer';

let snapshots = 0;

/** The real backend, which counts what is asked of it. */
const counting: CreateBackend = async options => {
  const backend = await realWith(onlyLooks)(options);
  const take = backend.snapshot.bind(backend);
  backend.snapshot = () => {
    snapshots++;
    return take();
  };
  return backend;
};

answerInside(async (cells: readonly string[]) => {
  const notebook = new Notebook(async (_kind, settings) => new LabSession({ loadLab, settings, backend: { kind: 'real', create: counting } }));
  const results = [];
  for (const cell of cells) {
    snapshots = 0;
    const { text } = await notebook.run(cell);
    results.push({ text, snapshots });
  }
  await notebook.close();
  return results;
});
