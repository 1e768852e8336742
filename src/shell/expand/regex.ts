import { RE2JS } from 're2js';

/** A regular expression that takes time linear in the text. */
export interface LinearRegex {
  /** the whole text */
  matches(text: string): boolean;
  /** the first match and its groups; undefined for a group without part in it */
  exec(text: string): (string | undefined)[] | undefined;
}

/** Compiles an expression without look-around or back-references, the longest match counting, as in POSIX. @throws {Error} for what is no expression */
export function compileLinear(source: string, ignoreCase: boolean): LinearRegex {
  const compiled = RE2JS.compile(source, RE2JS.LONGEST_MATCH | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
  return {
    matches: text => compiled.matches(text),
    exec: text => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return undefined;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? undefined);
    },
  };
}
