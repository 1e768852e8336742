import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { SCREENSHOTS, openBrowser } from './browser';
import { ADDRESS, Server, freePort, venv } from './tools';

const [LAB, COMPLETE, WRONG, PASSES, FAILS, TYPESCRIPT] = [
  '%lab beachhead\nsudo ip netns add red\nsudo ip link add veth0 type veth peer name veth1 netns red',
  'ip netns exec red ip addr show dev ',
  'ip link shwo veth0',
  '%%check "the cable leads into red" 2\nlink veth0 kind veth\nin netns red link veth1 exists',
  '%%check "both links are up" 2\nlink veth0 operstate UP\nhint: did you switch it on?\nlink ens3 operstate UP',
  "%%ts\nconst cables = net.links.filter((link) => link.kind === 'veth');\ndisplay.table(cables, ['name', 'up', 'mtu']);\nexpect(cables).toHaveLength(1);",
];
const CELLS = [LAB, COMPLETE, WRONG, PASSES, FAILS, TYPESCRIPT];

const NOTEBOOK = {
  cells: CELLS.map((source, cell) => ({ cell_type: 'code', id: `cell${cell}`, source, metadata: {}, outputs: [], execution_count: null })),
  metadata: { kernelspec: { name: 'vethlab', display_name: 'vethlab' } }, nbformat: 4, nbformat_minor: 5,
};

describe('help while one works in JupyterLab', () => {
  let root: string;
  let server: Server;
  let address: URL;
  let browser: Browser;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'vethlab-'));
    writeFileSync(join(root, 'helps.ipynb'), JSON.stringify(NOTEBOOK));
    // Gives the page its `jupyterapp`, through which the test sees the kernel's state.
    mkdirSync(join(root, 'config'));
    writeFileSync(join(root, 'config', 'jupyter_lab_config.json'), JSON.stringify({ LabApp: { expose_app_in_browser: true } }));
    const own = { JUPYTER_CONFIG_DIR: join(root, 'config'), JUPYTER_RUNTIME_DIR: join(root, 'runtime'), JUPYTERLAB_SETTINGS_DIR: join(root, 'settings'), JUPYTERLAB_WORKSPACES_DIR: join(root, 'workspaces') };
    server = new Server(venv('jupyter'), ['lab', '--no-browser', '--allow-root', `--port=${await freePort()}`], { cwd: root, env: own });
    address = new URL(await server.says(ADDRESS));
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.end();
    rmSync(root, { recursive: true, force: true });
  });

  it.each(['light', 'dark'])('completes, explains, checks and runs TypeScript, %s', async (theme) => {
    const settings = join(root, 'settings', '@jupyterlab', 'apputils-extension');
    mkdirSync(settings, { recursive: true });
    cpSync(join(__dirname, `theme-${theme}.json`), join(settings, 'themes.jupyterlab-settings'));
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
    page.setDefaultTimeout(60_000);
    address.pathname = '/lab/tree/helps.ipynb';
    address.searchParams.set('reset', '');
    await page.goto(String(address));
    const cells = page.locator('.jp-CodeCell');
    const shot = (name: string): Promise<unknown> => page.screenshot({ path: join(SCREENSHOTS, `${name}-${theme}.png`) });
    await cells.first().waitFor();
    await page.waitForFunction(`window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'`);
    const errors = (cell: number): Promise<unknown> => page.evaluate(`window.jupyterapp.shell.currentWidget.content.model.cells.get(${cell}).outputs.toJSON().filter(({ output_type }) => output_type === 'error').length`);

    await runs(page, cells.nth(0));

    await cells.nth(1).locator('.cm-content').click();
    await page.keyboard.press('End');
    await page.keyboard.press('Tab');
    await page.locator('.jp-Completer:visible .jp-Completer-item').first().waitFor();
    expect(await page.locator('.jp-Completer .jp-Completer-match').allInnerTexts()).toEqual(['lo', 'veth1']);
    await shot('completion');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await sourceOf(cells.nth(1))).toBe(`${COMPLETE}veth1`);

    for (let step = 0; step < 'show dev veth1'.length; step++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Shift+Tab');
    const tooltip = page.locator('.jp-Tooltip:visible');
    await tooltip.waitFor();
    expect(await tooltip.innerText()).toContain('ip-address(8)');
    await shot('inspection');
    await page.keyboard.press('Escape');
    expect(await runs(page, cells.nth(1))).toContain('veth1@if');

    expect(await runs(page, cells.nth(2))).toMatch(/^Command "shwo" is unknown, try "ip link help"\.\n.*show/s);
    expect(await runs(page, cells.nth(3))).toContain('the cable leads into red');
    expect(await errors(3)).toBe(0);
    const failed = await runs(page, cells.nth(4));
    expect(failed).toContain('did you switch it on?');
    expect(await errors(4)).toBe(1);
    await cells.nth(2).scrollIntoViewIfNeeded();
    await shot('checks');
    await runs(page, cells.nth(5));
    expect(await cells.nth(5).locator('.jp-OutputArea-output table tr').allInnerTexts()).toEqual(['name\tup\tmtu', 'veth0\tfalse\t1500']);
    await cells.nth(5).scrollIntoViewIfNeeded();
    await shot('typescript');
    await page.close();
  });
});

const sourceOf = (cell: Locator): Promise<string> => cell.locator('.cm-content').innerText();

/** Runs a cell; what it shows. */
async function runs(page: Page, cell: Locator): Promise<string> {
  await cell.locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await cell.locator('.jp-InputArea-prompt').filter({ hasText: /\[\d+\]:/ }).waitFor();
  return (await cell.locator('.jp-OutputArea-output').allInnerTexts()).join('\n');
}
