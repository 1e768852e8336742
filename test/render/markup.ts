/** What JupyterLab keeps of HTML in a notebook that isn't trusted, as far as we use it. */
const TAGS = new Set(['abbr', 'b', 'br', 'details', 'div', 'img', 'pre', 'samp', 'span', 'summary', 'table', 'tbody', 'td', 'th', 'thead', 'tr']);
const ATTRIBUTES = new Set(['alt', 'colspan', 'height', 'open', 'scope', 'src', 'style', 'title', 'width']);
const STYLES = new Set([
  'background', 'border', 'border-bottom', 'border-collapse', 'border-radius', 'border-top', 'box-sizing', 'color', 'cursor', 'display', 'font-family',
  'font-size', 'font-weight', 'height', 'line-height', 'margin', 'margin-top', 'max-width', 'overflow-x', 'padding', 'padding-top', 'table-layout', 'text-align',
  'text-decoration', 'vertical-align', 'white-space', 'width',
]);

const TAG = /<\/?([a-zA-Z]+)((?: [a-zA-Z:-]+(?:="[^"<>]*")?)*)\/?>/g;

/** Checks that markup is well-formed text between tags, and returns the tags. */
export function tagsOf(markup: string): { readonly name: string; readonly attributes: string }[] {
  const leftover = markup.replace(TAG, '');
  expect(leftover).not.toMatch(/[<>]/);
  expect(markup).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
  return [...markup.matchAll(TAG)].map(match => ({ name: match[1]!, attributes: match[2]! }));
}

/** Checks that nothing would be lost in a notebook that isn't trusted. */
export function expectSafe(html: string): void {
  for (const { name, attributes } of tagsOf(html)) {
    expect(TAGS).toContain(name);
    for (const [, attribute, value] of attributes.matchAll(/ ([a-zA-Z:-]+)(?:="([^"]*)")?/g)) {
      expect(ATTRIBUTES).toContain(attribute);
      if (attribute === 'src') expect(value).toMatch(/^data:image\/svg\+xml;base64,[A-Za-z0-9+/]+=*$/);
      if (attribute !== 'style') continue;
      for (const declaration of value!.split(';')) expect(STYLES).toContain(declaration.split(':')[0]!.trim());
      expect(value).not.toMatch(/var\(|url\(|&quot;/);
    }
  }
}

/** The SVG documents in a page's images. */
export function imagesOf(html: string): string[] {
  return [...html.matchAll(/src="data:image\/svg\+xml;base64,([^"]+)"/g)].map(match => Buffer.from(match[1]!, 'base64').toString('utf8'));
}
