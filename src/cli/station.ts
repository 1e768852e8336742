import { simulatedWith } from '../backend';
import { LabSession } from '../jupyter/lab-session';
import type { OpenStation } from '../jupyter/notebook-session';
import { labNames, loadLab } from './labfile';
import { releaseOf } from './releases';
import { LANGUAGES } from './self';
import { threads } from './threads';

/** Opens a notebook's session on a backend. */
export const openStation: OpenStation = async (kind, settings) => {
  // what makes sandboxes is loaded where one is wanted
  if (kind === 'real') return (require('./sandbox') as typeof import('./sandbox')).openRealStation(settings);
  const create = simulatedWith(releaseOf(undefined), threads);
  return new LabSession({ loadLab: async (name) => loadLab(name), labs: labNames, settings, backend: { kind, create }, languages: LANGUAGES });
};
