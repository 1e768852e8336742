export type { Backend, LabClock, RunOptions } from './backend';
export type * from './snapshot';
export type { BackendOptions, CreateBackend } from './create';
export { createSimulatedBackend, simulatedWith } from './simulated/create';
export { SimulatedBackend } from './simulated/backend';
