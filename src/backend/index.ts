export type { Backend, LabClock, Namespace, RunOptions } from './backend';
export type * from './snapshot';
export type { BackendOptions, CreateBackend } from './create';
export { createSimulatedBackend, simulatedWith } from './simulated/create';
export { SimulatedBackend } from './simulated/backend';
export type { Moment } from './simulated/scheduler';
