import { drawingBundle, drawingOfTopology } from '../../render';
import type { LanguageHost } from '../language';
import type { CellOutput } from '../session';
import { Capture } from './capture';
import type { Workbench } from './workbench';

/**
 * The lab as a cell of another language reaches it.
 * @param output where commands ask for input
 */
export function languageHost(workbench: Workbench, output: CellOutput): LanguageHost {
  return {
    look: async () => {
      const { backend, shell } = await workbench.desk();
      return { snapshot: await backend.snapshot(), host: shell.host, variables: shell.variables };
    },
    sh: async (text) => {
      const capture = new Capture();
      const desk = await workbench.desk();
      const { outcome, status, message } = await desk.run({ kind: 'run', text, inputs: [], stops: [] }, output, { terminal: capture });
      if (outcome === 'interrupted') throw new Error('interrupted');
      const { stdout, stderr } = capture.text;
      return { stdout, stderr: message === undefined ? stderr : `${stderr}${message}\n`, status };
    },
    assign: async (variables) => {
      for (const [name, value] of Object.entries(variables)) await workbench.assign(name, value);
    },
    picture: async () => drawingBundle(drawingOfTopology(...await workbench.picture())),
  };
}
