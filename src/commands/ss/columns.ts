/** A column of ss's output: where its text stands, its title, and what comes before it. */
interface Column {
  readonly align: 'left' | 'right';
  readonly title: string;
  readonly before: string;
}

const COLUMNS: readonly Column[] = [
  { align: 'left', title: 'Netid', before: '' },
  { align: 'left', title: 'State', before: ' ' },
  { align: 'left', title: 'Recv-Q', before: ' ' },
  { align: 'left', title: 'Send-Q', before: ' ' },
  { align: 'right', title: 'Local Address:', before: ' ' },
  { align: 'left', title: 'Port', before: '' },
  { align: 'right', title: 'Peer Address:', before: ' ' },
  { align: 'left', title: 'Port', before: '' },
  { align: 'left', title: 'Process', before: '' },
];

/** The cells of a line, as COLUMNS has them. */
export type Row = readonly [netid: string, state: string, receive: string, send: string, local: string, localPort: string, peer: string, peerPort: string, more: string];

export interface Layout {
  readonly header: boolean;
  /** whether each line says its kind, its state */
  readonly netid: boolean;
  readonly state: boolean;
}

/**
 * ss's lines for an output that is no terminal: each column as wide as what is in it.
 * ss measures a field when it moves on to the next, so that the last field of the last line doesn't count.
 */
export function renderRows(rows: readonly Row[], { header, netid, state }: Layout): string {
  const lines: (readonly string[])[] = [...(header ? [COLUMNS.map(({ title }) => title)] : []), ...rows];
  const shown = COLUMNS.map((column, index) => ({ column, index })).filter(({ index }) => (index !== 0 || netid) && (index !== 1 || state));
  const widths = shown.map(({ index }) => {
    const counted = index === COLUMNS.length - 1 && rows.length > 0 ? lines.slice(0, -1) : lines;
    return Math.max(0, ...counted.map(line => line[index]!.length));
  });
  return lines.map(line => `${shown.map(({ column, index }, place) => cell(column, line[index]!, widths[place]!, place > 0)).join('')}\n`).join('');
}

function cell({ align, before }: Column, text: string, width: number, inside: boolean): string {
  return `${inside ? before : ''}${align === 'left' ? text.padEnd(width) : text.padStart(width)}`;
}
