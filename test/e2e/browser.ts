import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { PROJECT } from '../bundle';

/** A browser that only shows pages: nothing of its own goes out to the network. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Pictures of the runs, for people to look at. */
export const SCREENSHOTS = join(PROJECT, 'coverage', 'screenshots');

/** Starts the machine's Chromium. */
export function openBrowser(): Promise<Browser> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  return chromium.launch({ executablePath: CHROMIUM.find((path) => existsSync(path)), args: FLAGS });
}
