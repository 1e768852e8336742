import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { PROJECT, bundle } from '../bundle';
import { venv } from './tools';

const LAB = '02-virtual-interfaces.ipynb';
/** A browser that only shows pages: nothing of its own goes out to the network. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Pictures of the runs, for people to look at. */
const SCREENSHOTS = join(PROJECT, 'coverage', 'screenshots');

/** Starts JupyterLab as `npm start` does, and waits for its address. */
async function startLab(root: string): Promise<{ server: ChildProcess; address: string }> {
  venv('jupyter');
  // Gives the page its `jupyterapp`, through which the test gives commands.
  mkdirSync(join(root, 'config'));
  writeFileSync(join(root, 'config', 'jupyter_lab_config.json'), JSON.stringify({ LabApp: { expose_app_in_browser: true } }));
  const env = { ...process.env, JUPYTER_CONFIG_DIR: join(root, 'config'), JUPYTER_RUNTIME_DIR: join(root, 'runtime'), JUPYTERLAB_SETTINGS_DIR: join(root, 'settings'), JUPYTERLAB_WORKSPACES_DIR: join(root, 'workspaces') };
  const server = spawn(process.execPath, [bundle(), 'lab', '--no-browser', '--port', String(20_000 + (process.pid % 20_000))], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    const listen = (data: Buffer): void => {
      said += String(data);
      const found = /http:\/\/(?:127\.0\.0\.1|localhost):\d+\/lab\S*token=\w+/.exec(said);
      if (found) resolve(found[0]);
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
    server.on('exit', () => reject(new Error(`JupyterLab ended:\n${said}`)));
  });
  return { server, address };
}

describe('the lab in JupyterLab', () => {
  const executablePath = CHROMIUM.find((path) => existsSync(path));
  let root: string;
  let server: ChildProcess;
  let address: string;
  let browser: Browser;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'vethlab-'));
    mkdirSync(SCREENSHOTS, { recursive: true });
    ({ server, address } = await startLab(root));
    browser = await chromium.launch({ executablePath, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    if (server && server.exitCode === null) {
      const ended = new Promise((resolve) => server.on('exit', resolve));
      server.kill('SIGTERM');
      await ended;
    }
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
