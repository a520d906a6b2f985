// Chromium for the tests of pages, and what every page must keep to.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** What axe-core finds wrong under WCAG 2.2 AA, one line each. */
export async function accessibilityFindings(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${impact} ${id} at ${target}: ${failureSummary}`),
  );
}

/** How many pixels the page is wider than its window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Draws the page where SCREENSHOTS names a directory. */
export async function draw(page, name, options = {}) {
  if (!process.env.SCREENSHOTS) return;
  await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), ...options });
}

/**
 * Watches a page: nothing may complain in it, and it may ask nothing of another host. `check()` at the end.
 * @param {{allow?: RegExp}} options complaints that are meant
 */
export function watch(page, address, { allow = /$^/ } = {}) {
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${address}/`) && !url.startsWith('data:')) complaints.push(`asked ${url}`);
  });
  const meant = (line) => allow.test(line) || (process.env.SCREENSHOTS && /inline style/.test(line)); // drawing needs one
  return { check: () => assert.deepEqual(complaints.filter((line) => !meant(line)), []) };
}
