import type { IFileSystem } from 'just-bash';
import type { AwkJob, AwkResult } from '../awk/job';
import type { JqJob } from '../jq/run';
import type { DiffJob } from '../diff/job';
import type { SearchJob } from '../regex/search';
import type { Match } from '../regex/compile';
import type { SedJob } from '../sed/edit';
import type { SortJob } from '../sort/order';

/** A text tool of just-bash, to be run over input that is there as a whole. */
export interface FilterJob {
  readonly kind: 'filter';
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input: Uint8Array;
}

/** Work that may take long. Plain data, so that another thread can do it. */
export type Job = AwkJob | FilterJob | JqJob | SearchJob | SedJob | SortJob | DiffJob;

export interface Done {
  readonly stdout: Uint8Array;
  readonly stderr: string;
  readonly code: number;
  /** of a search, by line: where it matches; nothing where it doesn't */
  readonly found?: readonly (Match | undefined)[];
  /** of awk */
  readonly awk?: AwkResult;
}

/** Does jobs away from the thread in which the lab lives, so that they can be stopped. */
export interface Workers {
  /** @param files what the job may read and write; asked in the caller's thread */
  start(job: Job, files: IFileSystem): { readonly done: Promise<Done>; stop(): void };
}
