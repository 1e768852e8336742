export { type Lab, type LabEnd, LabError, type LabHost, type LabLink, type LabProblem, type Position } from './lab';
export { readLab } from './read';
export { drawVariables, type LabVariable, seedFrom } from './variables';
