export type { WorkbenchOptions } from './options';
export { Workbench } from './workbench';
