import type { Place } from './world';

/** Whether a line holds, and what was found instead of what it expects. */
export interface Finding {
  readonly holds: boolean;
  readonly expected: string;
  readonly found: string;
  /** What the line speaks of isn't there: then it doesn't hold with a `not` either. */
  readonly missing?: true;
}

/** What a check line can say. */
export interface Form {
  /** as {@link readSyntax} reads it */
  readonly syntax: string;
  /** @param slot what the line filled in; undefined for what it left out */
  judge(place: Place, slot: (name: string) => string | undefined, has: (word: string) => boolean): Finding | Promise<Finding>;
}
