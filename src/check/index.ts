export { judge, type Verdict } from './judge';
export { CheckError, type CheckLine, readChecks } from './read';
export { details, earned, headline, mark, type Report, reportText } from './report';
export type { Drop, Probe, World } from './world';
