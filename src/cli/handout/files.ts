import { existsSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Cell, Notebook } from '../../notebook';

const TYPES: Readonly<Record<string, string>> = { '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif', '.svg': 'image/svg+xml', '.webp': 'image/webp' };

/** A picture in Markdown: its text, its address, and what follows that. */
const MARKDOWN = /!\[([^\]]*)\]\(([^)\s]+)([^)]*)\)/g;

const HTML = /<img\b[^>]*\bsrc="([^"]+)"[^>]*>/g;

const ALT = /\balt="([^"]*)"/;

const REMOTE = /^https?:/i;

/**
 * Takes the picture files that cells show into the notebook, so that a handout needs none of them; pictures elsewhere become links, since a handout loads nothing.
 * @param folder where the notebook lies
 */
export function withFiles(notebook: Notebook, folder: string): Notebook {
  return { ...notebook, cells: notebook.cells.map((cell) => (cell.cell_type === 'markdown' ? withAttachments(cell, folder) : cell)) };
}

/** The addresses of pictures that cells would load from elsewhere. */
export function remotePictures({ cells }: Notebook): string[] {
  const sources = cells.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => source);
  const addresses = sources.flatMap((source) => [...[...source.matchAll(MARKDOWN)].map((match) => match[2]!), ...[...source.matchAll(HTML)].map((match) => match[1]!)]);
  return [...new Set(addresses.filter((address) => REMOTE.test(address)))];
}

function withAttachments(cell: Cell, folder: string): Cell {
  const attachments: Record<string, Readonly<Record<string, string>>> = { ...cell.attachments };
  const source = cell.source.replace(MARKDOWN, (whole, text: string, address: string, rest: string) => {
    if (REMOTE.test(address)) return `[${text || address}](${address}${rest})`;
    const file = read(folder, address);
    if (!file) return whole;
    attachments[file.name] = { [file.type]: file.data };
    return `![${text}](attachment:${file.name}${rest})`;
  }).replace(HTML, (whole, address: string) => {
    if (REMOTE.test(address)) return `<a href="${address}">${ALT.exec(whole)?.[1] || address}</a>`;
    const file = read(folder, address);
    return file ? whole.replace(`src="${address}"`, () => `src="data:${file.type};base64,${file.data}"`) : whole;
  });
  return { ...cell, source, ...(Object.keys(attachments).length > 0 && { attachments }) };
}

function read(folder: string, address: string): { readonly name: string; readonly type: string; readonly data: string } | undefined {
  const type = TYPES[extname(address).toLowerCase()];
  if (type === undefined || /^[a-z][a-z+.-]+:/i.test(address)) return undefined;
  const path = join(folder, decodeURI(address));
  return existsSync(path) ? { name: basename(path).replace(/[^\w.-]/g, '-'), type, data: readFileSync(path).toString('base64') } : undefined;
}
