import type { MimeBundle } from '../session';

/** What there is to say about a word: what it means, how it's written, an example, and where its manual has it. */
export type Entry = readonly [meaning: string, syntax: string, example: string, manual: string];

/** Entries by the words that lead to them: `ip link add`, `ip link mtu`, `ping -I`. */
export type Entries = Readonly<Record<string, Entry>>;

const escape = (text: string): string => text.replace(/[&<>"]/g, char => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char]!);

/** What is shown of a word. */
export interface Told {
  readonly title: string;
  readonly entry?: Entry;
  /** what it is at the moment, as a terminal shows it */
  readonly state?: string;
}

/** As text, Markdown and HTML. */
export function present({ title, entry, state }: Told): MimeBundle {
  const [meaning, syntax, example, manual] = entry ?? ['', '', '', ''];
  const parts = [syntax && ['Syntax', syntax], example && ['Example', example], state && ['Now', state.trimEnd()]].filter((part): part is [string, string] => Array.isArray(part));
  const indent = (text: string): string => text.split('\n').map(line => `  ${line}`).join('\n');
  return {
    'text/plain': [title, ...(meaning ? [meaning] : []), ...parts.map(([name, text]) => `\n${name}:\n${indent(text)}`), ...(manual ? [`\nSee ${manual}`] : [])].join('\n'),
    'text/markdown': [`**\`${title}\`**`, ...(meaning ? [meaning] : []), ...parts.map(([name, text]) => `${name}:\n\n\`\`\`\n${text}\n\`\`\``), ...(manual ? [`See *${manual}*`] : [])].join('\n\n'),
    'text/html': [
      `<p><b><code>${escape(title)}</code></b></p>`, ...(meaning ? [`<p>${escape(meaning)}</p>`] : []), ...parts.map(([name, text]) => `<p>${name}:</p><pre>${escape(text)}</pre>`), ...(manual ? [`<p>See <i>${escape(manual)}</i></p>`] : []),
    ].join('\n'),
  };
}
