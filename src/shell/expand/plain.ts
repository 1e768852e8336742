import type { Word, WordPart } from 'unbash';
import { isName, type Variables } from '../variables';
import { DEFAULT_IFS } from './pieces';

/** White space that splits, and what may begin a pattern. */
const ACTS = /[ \t\n*?[\\+@!(]/;

/**
 * The one field of a word that needs no more than the values of variables, as nearly every word does: found at once, where the full
 * expansion has to be awaited. Undefined where it takes that.
 */
export function plainField(word: Word, variables: Variables): string | undefined {
  if (!word.parts) return word.text.includes('~') ? undefined : word.value;
  let text = '';
  let quotes = false;
  for (const part of word.parts) {
    if (part.type === 'DoubleQuoted') {
      quotes = true;
      for (const inner of part.parts) {
        const value = plainText(inner, variables);
        if (value === undefined) return undefined;
        text += value;
      }
    } else if (part.type === 'SingleQuoted') {
      quotes = true;
      text += part.value;
    } else {
      const value = plainText(part, variables);
      if (value === undefined || ACTS.test(value) || (part.type === 'Literal' ? part.text !== value || value.includes('~') : !splitsAsUsual(variables))) return undefined;
      text += value;
    }
  }
  return text === '' && !quotes ? undefined : text;
}

/** A variable's value that isn't made when read, or what stands there. */
function plainText(part: WordPart, variables: Variables): string | undefined {
  if (part.type === 'Literal') return part.value;
  if (part.type !== 'SimpleExpansion') return undefined;
  const name = part.text.slice(1);
  return isName(name) && !variables.isDynamic(name) ? variables.get(name) : undefined;
}

function splitsAsUsual(variables: Variables): boolean {
  return (variables.get('IFS') ?? DEFAULT_IFS) === DEFAULT_IFS;
}
