import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PROJECT } from '../bundle';
import { SCREENSHOTS, openBrowser } from './browser';
import { ADDRESS, Server, freePort, venv } from './tools';

const LAB = '02-virtual-interfaces.ipynb';

describe('the lab in Notebook 7', () => {
  let root: string;
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'vethlab-'));
    cpSync(join(PROJECT, 'notebooks', LAB), join(root, LAB));
    const own = { JUPYTER_CONFIG_DIR: join(root, 'config'), JUPYTER_RUNTIME_DIR: join(root, 'runtime'), JUPYTERLAB_SETTINGS_DIR: join(root, 'settings'), JUPYTERLAB_WORKSPACES_DIR: join(root, 'workspaces') };
    server = new Server(venv('jupyter'), ['notebook', '--no-browser', '--allow-root', `--port=${await freePort()}`], { cwd: root, env: own });
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.end();
    rmSync(root, { recursive: true, force: true });
  });

  it('runs cells and shows text, table and picture', async () => {
    const address = new URL(await server.says(ADDRESS));
    address.pathname = `/notebooks/${LAB}`;
    const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
    page.setDefaultTimeout(90_000);
    await page.goto(String(address));
    await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first().waitFor();
    const cells = page.locator('.jp-CodeCell');
    const shown: string[] = [];
    for (const [cell, source] of ['%lab beachhead', 'ip link', 'ip route', '%show topology'].entries()) {
      const prompt = cells.nth(cell).locator('.jp-InputArea-prompt');
      // While the notebook still connects to its kernel, it loses the key, or is slow to heed it.
      do {
        await cells.nth(cell).locator('.cm-content').click();
        expect(await cells.nth(cell).locator('.cm-content').innerText()).toBe(source);
        await page.keyboard.press('Shift+Enter');
        await page.waitForTimeout(1000);
      } while (await prompt.innerText() === '[ ]:');
      await prompt.filter({ hasText: /\[\d+\]:/ }).waitFor();
      shown.push((await cells.nth(cell).locator('.jp-OutputArea').allInnerTexts()).join('\n'));
    }
    expect(shown[1]).toContain('ens3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450');
    expect(shown[2]).toContain('default via');
    expect(await cells.nth(1).locator('.jp-OutputArea-output table').count()).toBeGreaterThan(0);
    const picture = page.locator('.jp-OutputArea-output img[src^="data:image/svg+xml;base64,"]').last();
    await picture.scrollIntoViewIfNeeded();
    expect((await picture.boundingBox())!.width).toBeGreaterThan(200);
    await page.screenshot({ path: join(SCREENSHOTS, 'notebook7.png') });
    await page.close();
  });
});
