/**
 * A piece of a cell: shell text, one magic line, or a whole cell that its first line, `%%NAME`, gives to something else; `body` and
 * `text` keep their lines, so that line numbers in messages fit; so does the `rest` of the cell behind a magic.
 */
export type Segment =
  | { readonly kind: 'shell'; readonly text: string }
  | { readonly kind: 'magic'; readonly name: string; readonly argument: string; readonly rest: string }
  | { readonly kind: 'cell'; readonly name: string; readonly argument: string; readonly body: string };

/** A magic stands on a line of its own; `%1`, `%+`, `%-` and `%%` are the shell's job names. */
const MAGIC = /^%(%?[A-Za-z]\w*)(?:[ \t]+(.*?))?[ \t]*$/;

/**
 * Takes a cell apart into shell text and magics.
 * @param complete whether a shell text could end there: a line in the middle of a quote or here-document is no magic
 */
export function splitCell(code: string, complete: (text: string) => boolean): Segment[] {
  const segments: Segment[] = [];
  let pending: string[] = [];
  const flush = (): void => {
    if (pending.some((line) => line.trim() !== '')) segments.push({ kind: 'shell', text: pending.join('\n') });
  };
  const lines = code.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const whole = MAGIC.exec(lines[first] ?? '');
  if (whole?.[1]?.startsWith('%')) {
    return [{ kind: 'cell', name: whole[1].slice(1), argument: whole[2] ?? '', body: [...Array<string>(first + 1).fill(''), ...lines.slice(first + 1)].join('\n') }];
  }
  lines.forEach((line, index) => {
    const magic = MAGIC.exec(line);
    if (!magic || !complete(pending.join('\n'))) return void pending.push(line);
    flush();
    pending = Array<string>(index + 1).fill('');
    segments.push({ kind: 'magic', name: magic[1]!, argument: magic[2] ?? '', rest: [...pending, ...lines.slice(index + 1)].join('\n') });
  });
  flush();
  return segments;
}
