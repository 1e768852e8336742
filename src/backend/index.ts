export type { Backend, LabClock, RunOptions } from './backend';
export type * from './snapshot';
export { createSimulatedBackend, type SimulatedOptions } from './simulated/create';
export { SimulatedBackend } from './simulated/backend';
