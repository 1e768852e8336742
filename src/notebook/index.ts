export { executeNotebook, type Failed } from './execute';
export { judgeListings, type Verdict } from './listings';
export { MarkdownLabError, readMarkdownLab, type KnownLabs, type Listing, type MarkdownLab } from './markdown/lab';
export { formatNotebook, type Notebook } from './nbformat';
