export { executeNotebook, type Failed } from './execute';
export { formatNotebook, NotebookError, parseNotebook } from './file';
export { judgeListings, type Verdict } from './listings';
export { MarkdownLabError, readMarkdownLab, type KnownLabs, type Listing, type MarkdownLab } from './markdown/lab';
export { tagsOf, type About, type Attachments, type Cell, type CellMetadata, type Notebook, type Output } from './nbformat';
