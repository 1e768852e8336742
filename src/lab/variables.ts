import { Random } from '../stack/random';

/** A number that differs from student to student, from `least` to `most`. */
export interface LabVariable {
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

/** A name as a seed: FNV-1a of its code points, blanks around it and case aside. */
export function seedFrom(name: string): number {
  let hash = 0x811c9dc5;
  for (const point of name.trim().toLowerCase()) hash = Math.imul(hash ^ point.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}

/** The variables' values for a seed; each depends on its own name and range alone. */
export function drawVariables(variables: readonly LabVariable[], seed: number): Readonly<Record<string, string>> {
  return Object.fromEntries(variables.map(({ name, least, most }) => {
    const share = new Random((seed ^ seedFrom(name)) >>> 0).u32() / 2 ** 32;
    return [name, String(least + Math.floor(share * (most - least + 1)))];
  }));
}
