import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError } from '../command';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge', 'chrome'];

/** Where installers put it outside the PATH. */
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  '/snap/bin/chromium',
];

/** Quiet, and without a word to the network. */
const FLAGS = ['--headless', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** ms; a long handout takes seconds */
const PATIENCE = 120_000;

/** How to get a browser that prints. */
export const BROWSER_MEND = 'this machine has no Chromium, Chrome or Edge: apt install chromium, or name one in VETHLAB_BROWSER';

/** Chromium, or a browser made from it; VETHLAB_BROWSER names another one. */
export function findBrowser(): string | undefined {
  const named = process.env.VETHLAB_BROWSER;
  if (named) return existsSync(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, `${name}${suffix}`))), ...PLACES].find((path) => existsSync(path));
}

/** Prints a page as its style sheet has it. @param profile an empty folder for the browser @throws {CliError} where that fails */
export function printPage(page: string, pdf: string, profile: string): void {
  const browser = findBrowser();
  if (browser === undefined) throw new CliError(`webpdf needs a browser, and ${BROWSER_MEND}`);
  // Chromium's sandbox refuses to be root's
  const flags = [...FLAGS, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`];
  const { status, stderr, error } = spawnSync(browser, [...flags, '--no-pdf-header-footer', '--generate-pdf-document-outline', `--print-to-pdf=${pdf}`, String(pathToFileURL(page))], { encoding: 'utf8', timeout: PATIENCE });
  if (error || status !== 0 || !existsSync(pdf)) throw new CliError(`${browser} could not print ${page}: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
}
