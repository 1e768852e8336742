import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { PROJECT, bundle } from '../bundle';
import { SCREENSHOTS, openBrowser } from './browser';
import { ADDRESS, Server, freePort, venv } from './tools';

const LAB = '02-virtual-interfaces.ipynb';
/** Starts JupyterLab as `npm start` does. */
async function startLab(root: string): Promise<Server> {
  venv('jupyter');
  // Gives the page its `jupyterapp`, through which the test gives commands.
  mkdirSync(join(root, 'config'));
  writeFileSync(join(root, 'config', 'jupyter_lab_config.json'), JSON.stringify({ LabApp: { expose_app_in_browser: true } }));
  const env = { JUPYTER_CONFIG_DIR: join(root, 'config'), JUPYTER_RUNTIME_DIR: join(root, 'runtime'), JUPYTERLAB_SETTINGS_DIR: join(root, 'settings'), JUPYTERLAB_WORKSPACES_DIR: join(root, 'workspaces') };
  return new Server(process.execPath, [bundle(), 'lab', '--no-browser', '--port', String(await freePort())], { env });
}

describe('the lab in JupyterLab', () => {
  let root: string;
  let server: Server;
  let address: string;
  let browser: Browser;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'vethlab-'));
    server = await startLab(root);
    address = await server.says(ADDRESS);
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.end();
    rmSync(root, { recursive: true, force: true });
  });

  it.each(['light', 'dark'])('runs from top to bottom and shows its pictures, %s', async (theme) => {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    const settings = join(root, 'settings', '@jupyterlab', 'apputils-extension');
    mkdirSync(settings, { recursive: true });
    cpSync(join(__dirname, `theme-${theme}.json`), join(settings, 'themes.jupyterlab-settings'));
    await openLab(page, address);
    expect(await page.locator('body').getAttribute('data-jp-theme-light')).toBe(String(theme === 'light'));
    await runAll(page);

    const { cells } = await saved();
    const code = cells.filter(({ cell_type, source }) => cell_type === 'code' && source.join('').trim() !== '');
    expect(code.filter(({ execution_count }) => execution_count === null)).toEqual([]);
    expect(code.flatMap(({ outputs }) => outputs).filter(({ output_type }) => output_type === 'error')).toEqual([]);
    const shown = code.flatMap(({ outputs }) => outputs).filter(({ data }) => data?.['text/html'] !== undefined);
    expect(shown.length).toBeGreaterThan(5);

    const pictures = page.locator('.jp-OutputArea-output img[src^="data:image/svg+xml;base64,"]');
    await pictures.first().scrollIntoViewIfNeeded();
    expect(await pictures.evaluateAll((images) => images.every((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 100))).toBe(true);
    await page.screenshot({ path: join(SCREENSHOTS, `topology-${theme}.png`) });
    const table = page.locator('.jp-OutputArea-output table').first();
    await table.scrollIntoViewIfNeeded();
    expect((await table.boundingBox())!.width).toBeGreaterThan(200);
    await page.screenshot({ path: join(SCREENSHOTS, `interfaces-${theme}.png`) });
    await page.close();
  });

  interface Cell {
    readonly cell_type: string;
    readonly source: string[];
    readonly execution_count?: number | null;
    readonly outputs: { readonly output_type: string; readonly data?: Record<string, unknown> }[];
  }

  /** The notebook as JupyterLab would save it. */
  let current: Page;
  async function saved(): Promise<{ cells: Cell[] }> {
    const text = await current.evaluate(`JSON.stringify(window.jupyterapp.shell.currentWidget.content.model.toJSON())`);
    const { cells } = JSON.parse(String(text)) as { cells: (Omit<Cell, 'source'> & { source: string | string[] })[] };
    return { cells: cells.map((cell) => ({ ...cell, source: [cell.source].flat() })) };
  }

  async function openLab(page: Page, lab: string): Promise<void> {
    current = page;
    const url = new URL(lab);
    url.pathname = `/lab/tree/${LAB}`;
    url.searchParams.set('reset', '');
    await page.goto(String(url));
    await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: 60_000 });
    await page.waitForFunction(`window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'`, undefined, { timeout: 60_000 });
  }

  async function runAll(page: Page): Promise<void> {
    await page.evaluate(`window.jupyterapp.commands.execute('notebook:run-all-cells')`);
  }

  it('leaves the notebook on disk as it was', () => {
    expect((JSON.parse(readFileSync(join(PROJECT, 'notebooks', LAB), 'utf8')) as { cells: Cell[] }).cells.flatMap(({ outputs = [] }) => outputs)).toEqual([]);
  });
});
