export { Shell, type RunResult, type ShellOptions } from './shell';
export { LabStartError, startLab, startLabOn } from './start';
export type { CommandLine, Terminal } from './terminal';
