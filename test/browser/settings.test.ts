import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { accept } from './staff.ts';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from './support.ts';

const sites = (...rows: string[]) => ({
  name: 'sites.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(['site_code,ods_code,name', ...rows].join('\n')),
});

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
  const [content = 0, screen = 0] = z.array(z.number()).parse(widths);
  expect(content, page.url()).toBeLessThanOrEqual(screen);
}

describeWithBrowser('settings in the console', (browser) => {
  let running: RunningConsole;
  let base: string;
  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
  beforeAll(async () => {
    running = await startConsole();
    base = running.app.address;
    const first = await browser().newContext();
    const page = await first.newPage();
    await accept(page, await running.firstLink(), { name: 'Robin Admin', email: 'robin@example.org' });
    signedIn = await first.storageState();
    await first.close();
  });
  afterAll(() => running?.stop());

  const open = async (of: Browser, javaScriptEnabled: boolean): Promise<Page> => {
    const context = await of.newContext({
      storageState: signedIn,
      javaScriptEnabled,
      viewport: { width: 1280, height: 900 },
    });
    return context.newPage();
  };
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  it.each([
    ['with JavaScript', true, 'Amberwick Board', 'G99001-8'],
    ['without JavaScript', false, 'Bellfold Trust', 'G99001-9'],
  ] as const)(
    'an administrator sets a name, imports a file and checks the trail, %s',
    async (_, javaScript, name, site) => {
      const page = await open(browser(), javaScript);
      await page.goto(`${base}/console/settings`);
      await page.getByRole('link', { name: 'Organisation and header' }).click();
      await page.getByLabel('Organisation').fill(name);
      await page.getByLabel('Report email').fill('nobody');
      await press(page, 'Save');
      await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
      expect(await page.getByLabel('Organisation').inputValue()).toBe(name);
      await page.getByLabel('Report email').fill('desk@example.org');
      await press(page, 'Save');
      await page.getByText(name, { exact: true }).first().waitFor();
      const hub = await (await fetch(`${base}/`)).text();
      expect(hub).toContain(name);

      await page.goto(`${base}/console/settings/imports`);
      await press(page, 'Preview');
      await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
      await page.getByLabel('File', { exact: true }).setInputFiles(sites('X-1,Z00000,Nobody'));
      await press(page, 'Preview');
      await page.getByText('Z00000 is not a known practice').waitFor();
      await page.getByLabel('File', { exact: true }).setInputFiles(sites(`${site},G99001,A branch`));
      await press(page, 'Preview');
      await page.getByRole('heading', { level: 1, name: 'Preview of sites.csv' }).waitFor();
      await page.getByRole('cell', { name: site }).waitFor();
      await press(page, 'Import exactly this');
      await page.getByRole('heading', { level: 1, name: 'Imports' }).waitFor();
      expect((await page.goto(`${base}/console/sites/${site}`))?.status()).toBe(200);

      await page.goto(`${base}/console/audit`);
      await press(page, 'Check the chain now');
      await page.getByText('The chain holds').waitFor();
      await page.context().close();
    },
  );

  it('every screen is axe-clean in light and dark, at 390 and at 1280 pixels', async () => {
    const page = await open(browser(), false);
    await page.goto(`${base}/console/settings/imports`);
    await page
      .getByLabel('File', { exact: true })
      .setInputFiles(sites('G99001-1,G99001,Renamed', 'G99002-7,G99002,Branch'));
    await press(page, 'Preview');
    const preview = new URL(page.url()).pathname;
    const screens: readonly [name: string, path: string][] = [
      ['settings', '/console/settings'],
      ['setting-severity', '/console/settings/severity'],
      ['imports', '/console/settings/imports'],
      ['import-preview', preview],
      ['audit', '/console/audit'],
    ];
    for (const [name, path] of screens) {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${base}${path}`);
      for (const width of [390, 1280])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          await expectNoSidewaysScroll(page);
          await expectAxeClean(page);
          await takeScreenshot(page, `${name}-${width}-${colorScheme}`);
        }
    }
    await page.context().close();
  });
});
