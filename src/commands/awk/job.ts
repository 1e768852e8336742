/** What a run of awk does to what is around it, in order. Texts are binary text. */
export type AwkEffect =
  | { readonly kind: 'stdout' | 'stderr'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string; readonly append: boolean }
  /** a command gets what was printed to it */
  | { readonly kind: 'pipe'; readonly command: string; readonly text: string };

/** What a run can't go on without. */
export type AwkNeed = { readonly kind: 'file'; readonly name: string } | { readonly kind: 'command'; readonly command: string; readonly reads: boolean };

/** How a run ended, or what it needs: then it is run again from its start with that, and what it has done by now isn't done again. */
export interface AwkResult {
  readonly effects: readonly AwkEffect[];
  readonly need?: AwkNeed;
}

/** A run of awk. Plain data, so that another thread can do it. */
export interface AwkJob {
  readonly kind: 'awk';
  readonly program: string;
  /** of -F and -v, in order */
  readonly assignments: readonly (readonly [name: string, value: string])[];
  /** files and assignments */
  readonly operands: readonly string[];
  readonly stdin: string;
  readonly env: Readonly<Record<string, string>>;
  /** by name: what is in it, or why it can't be opened */
  readonly files: Readonly<Record<string, { readonly text: string } | { readonly problem: string }>>;
  /** what came of the commands that were needed, in order */
  readonly answers: readonly { readonly text: string; readonly code: number }[];
  readonly seconds: number;
}
