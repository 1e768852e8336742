import { existsSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Cell, Notebook } from '../../notebook';

const TYPES: Readonly<Record<string, string>> = { '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif', '.svg': 'image/svg+xml', '.webp': 'image/webp' };

/** A picture in Markdown: its text, its address, and what follows that. */
const MARKDOWN = /!\[([^\]]*)\]\(([^)\s]+)([^)]*)\)/g;

const HTML = /(<img\b[^>]*\bsrc=")([^"]+)(")/g;

/** Takes the picture files that cells show into the notebook, so that a handout needs none of them. @param folder where the notebook lies */
export function withFiles(notebook: Notebook, folder: string): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell) => (cell.cell_type === 'markdown' ? withAttachments(cell, folder) : cell)) };
}

function withAttachments(cell: Cell, folder: string): Cell {
  const attachments: Record<string, Readonly<Record<string, string>>> = { ...cell.attachments };
  const source = cell.source.replace(MARKDOWN, (whole, text: string, address: string, rest: string) => {
    const file = read(folder, address);
    if (!file) return whole;
    attachments[file.name] = { [file.type]: file.data };
    return `![${text}](attachment:${file.name}${rest})`;
  }).replace(HTML, (whole, before: string, address: string, after: string) => {
    const file = read(folder, address);
    return file ? `${before}data:${file.type};base64,${file.data}${after}` : whole;
  });
  return { ...cell, source, ...(Object.keys(attachments).length > 0 && { attachments }) };
}

function read(folder: string, address: string): { readonly name: string; readonly type: string; readonly data: string } | undefined {
  const type = TYPES[extname(address).toLowerCase()];
  if (type === undefined || /^[a-z][a-z+.-]+:/i.test(address)) return undefined;
  const path = join(folder, decodeURI(address));
  return existsSync(path) ? { name: basename(path).replace(/[^\w.-]/g, '-'), type, data: readFileSync(path).toString('base64') } : undefined;
}
