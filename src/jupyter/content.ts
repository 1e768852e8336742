import type { Content } from './message';

type Kind = 'string' | 'number' | 'boolean' | 'object';

/** A request's fields and their types; a `?` marks one that may be missing or null. */
export type Shape = Readonly<Record<string, Kind | `${Kind}?`>>;

/** What is wrong with a request's content, in a sentence; undefined when it fits. */
export function misfit(content: Content, shape: Shape): string | undefined {
  for (const [field, kind] of Object.entries(shape)) {
    const value = content[field];
    const wanted = kind.replace('?', '');
    if (value === undefined || value === null) {
      if (!kind.endsWith('?')) return `content.${field} is missing`;
    } else if (typeof value !== wanted || Array.isArray(value)) {
      return `content.${field} must be a ${wanted}, not ${Array.isArray(value) ? 'an array' : typeof value}`;
    }
  }
  return undefined;
}
