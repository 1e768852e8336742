import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readLab } from '../lab';
import type { Lab } from '../lab';
import { Workbench } from '../jupyter/workbench';
import type { LabApi } from './api';
import { LabClient } from './lab-api';

export type * from './api';

/** What {@link lab} starts with. */
export interface LabOptions {
  /** of MAC addresses, ids and delays; default: the lab's own */
  readonly seed?: number;
  /** takes what is displayed, MIME type to content; default: tslab's display, and the console outside of tslab */
  readonly show?: (data: Readonly<Record<string, unknown>>) => void;
}

/**
 * Starts a simulated lab.
 * @param name of a lab that comes along, such as `beachhead`, or a file such as `./my.yaml`; default: one host `vm`
 * @throws Error that says what is wrong with the lab's file
 */
export async function lab(name?: string, options: LabOptions = {}): Promise<LabApi> {
  const settings = { ...(name !== undefined && { lab: name }), ...(options.seed !== undefined && { seed: options.seed }) };
  const client = new LabClient(new Workbench({ loadLab: async (one) => load(one), settings }).languageHost(), options.show ?? show);
  await client.look();
  return client;
}

function load(name: string): Lab {
  const file = /[/.]/.test(name) ? name : join(__dirname, '..', 'notebooks', 'labs', `${name}.yaml`);
  return readLab(readFileSync(file, 'utf8'), basename(file));
}

/** tslab's own way to the notebook, if this runs in a tslab kernel. */
function show(data: Readonly<Record<string, unknown>>): void {
  const tslab = Object.values(require.cache).find((module) => module?.filename.replaceAll('\\', '/').endsWith('/tslab/dist/jupyter.js'));
  const write = (tslab?.exports as { lastWriteDisplayData?: (content: object, update: boolean) => void } | undefined)?.lastWriteDisplayData;
  if (write) write({ data, metadata: {}, transient: {} }, false);
  else console.log(String(data['text/plain'] ?? ''));
}
