export { Shell, type RunResult, type ShellOptions } from './shell';
export { LabStartError, startLab } from './start';
export type { CommandLine, Terminal } from './terminal';
