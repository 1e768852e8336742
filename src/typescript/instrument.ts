import type * as TypeScript from 'typescript';

/** What the parser gives us of TypeScript's own module. */
export type Compiler = Pick<typeof TypeScript, 'createSourceFile' | 'forEachChild' | 'isBlock' | 'isIterationStatement' | 'isStatement' | 'ScriptTarget' | 'ScriptKind'>;

/** The name of the function that loops call in each round, so that they can be stopped. */
export const CHECK = '__vethlab_check';

/** A cell's source with what its output needs: the lines of its statements, and a check in each loop. */
export interface Instrumented {
  readonly text: string;
  /** The offset in the cell of an offset in `text`. */
  original(offset: number): number;
}

/** Marks each statement with its line, as a comment that the compiler keeps, and puts a check into each loop. Lines stay what they are. */
export function instrument(compiler: Compiler, source: string): Instrumented {
  const file = compiler.createSourceFile('cell.ts', source, compiler.ScriptTarget.Latest, false, compiler.ScriptKind.TS);
  // Of text that doesn't parse, all that comes out is errors, and these shall be where the cell has them.
  const broken = ((file as unknown as { parseDiagnostics?: readonly unknown[] }).parseDiagnostics ?? []).length > 0;
  const insertions: { readonly at: number; readonly text: string }[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (compiler.isStatement(node) && !compiler.isBlock(node)) {
      const at = node.getStart(file);
      insertions.push({ at, text: `/*@${file.getLineAndCharacterOfPosition(at).line + 1}*/` });
    }
    if (compiler.isIterationStatement(node, false)) {
      const { statement } = node;
      if (compiler.isBlock(statement)) insertions.push({ at: statement.getStart(file) + 1, text: `${CHECK}();` });
      else insertions.push({ at: statement.getStart(file), text: `{${CHECK}();` }, { at: statement.end, text: '}' });
    }
    compiler.forEachChild(node, visit);
  };
  if (!broken) visit(file);
  insertions.sort((a, b) => a.at - b.at);
  let text = '';
  let done = 0;
  const places: { readonly at: number; readonly length: number }[] = [];
  for (const { at, text: inserted } of insertions) {
    text += source.slice(done, at);
    places.push({ at: text.length, length: inserted.length });
    text += inserted;
    done = at;
  }
  return {
    text: text + source.slice(done),
    original: (offset) => offset - places.reduce((sum, { at, length }) => sum + Math.max(0, Math.min(length, offset - at)), 0),
  };
}

/** The cell's line of a place in the code that was made of it; both count from 1. Undefined ahead of its first statement. */
export function lineOf(code: string, line: number, column: number): number | undefined {
  const lines = code.split('\n').slice(0, line);
  const last = lines.pop() ?? '';
  const marks = [...[...lines, last.slice(0, Math.max(column, 0))].join('\n').matchAll(/\/\*@(\d+)\*\//g)];
  // A statement can begin behind what the compiler put ahead of it.
  const mark = marks.at(-1) ?? /\/\*@(\d+)\*\//.exec(last);
  return mark ? Number(mark[1]) : undefined;
}
