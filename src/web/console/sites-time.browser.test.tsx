import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { importReadings } from '#telemetry';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from '../../../test/browser/support.ts';
import { testContext } from '../../../test/support/database.ts';
import { givenEstate } from '../../../test/support/estate.ts';
import { givenIncident } from '../../../test/support/incidents.ts';
import { givenStates } from '../../../test/support/telemetry.ts';
import { compileConsoleStyles } from '../assets/compile.ts';
import { siteScreens } from './site-screens/test-support.ts';

const origin = 'http://console.test';
const at = new Date('2026-04-22T11:00:00Z');
const screenPaths = [
  ['sites over time, with names', '/console/sites-time?days=3'],
  ['sites over time, for a wall', '/console/sites-time?days=3&rows=wall&group=concentrator'],
  ['sites over time, with a mistake', '/console/sites-time?to=never'],
  ['a site', '/console/sites/G99001-1'],
  ['concentrators', '/console/concentrators'],
] as const;

describeWithBrowser('the screens of sites and concentrators', (browser) => {
  let screens: ReturnType<typeof siteScreens>;
  beforeAll(async () => {
    const context = await testContext({ at });
    const { siteCodes } = await givenEstate(context, 12);
    await givenIncident(context);
    for (const [index, code] of siteCodes.slice(0, 10).entries()) {
      const downFrom = new Date(at.getTime() - (index + 2) * 3 * 3_600_000);
      await givenStates(context, code, [
        ['2026-04-20T06:00:00Z', downFrom, index % 3 === 0 ? 'degraded' : 'up'],
        [downFrom, new Date(downFrom.getTime() + 1_800_000), 'down'],
        [new Date(downFrom.getTime() + 1_800_000), null, 'up'],
      ]);
    }
    const concentrators = Array.from({ length: 288 }, (_, index) => ({
      concentrator: 'VPN-A',
      at: new Date(at.getTime() - index * 300_000).toISOString(),
      inMbps: 400 + 300 * Math.sin(index / 20),
      outMbps: 200,
    }));
    await importReadings(context, { source: 'test', readings: [], concentrators });
    screens = siteScreens(context, await compileConsoleStyles());
  });

  const open = async (path: string, width: number, scheme: 'light' | 'dark' = 'light'): Promise<Page> => {
    const page = await started(browser(), width, scheme);
    await page.route(`${origin}/**`, async (route) => {
      const { pathname, search } = new URL(route.request().url());
      const answer = await screens.request(`${pathname}${search}`);
      await route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
    await page.goto(`${origin}${path}`);
    return page;
  };

  for (const [name, path] of screenPaths) {
    it.each([390, 1280])(
      `${name}: no accessibility fault, and no sideways scrolling of the page, at %i px`,
      async (width) => {
        const page = await open(path, width);
        await expectAxeClean(page);
        await takeScreenshot(page, `console-${name.replaceAll(/\W+/g, '-')}-${width}`);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        await page.context().close();
      },
    );
  }

  it('has no accessibility fault in the dark', async () => {
    const page = await open('/console/sites-time?days=3', 1280, 'dark');
    await expectAxeClean(page);
    await page.context().close();
  });

  it('sorts, groups and opens a site by keyboard, with JavaScript off, and shows where the focus is', async () => {
    const page = await open('/console/sites-time?days=3', 1280);
    await page.getByLabel('Group by').focus();
    await page.getByLabel('Group by').selectOption('concentrator');
    await page.getByLabel('Site, code or town').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/group=concentrator/);
    expect(await page.getByLabel('Group by').inputValue()).toBe('concentrator');
    const link = page.locator('svg a').first();
    await link.focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    expect(await page.evaluate("getComputedStyle(document.querySelector('svg a:focus')).outlineStyle")).toBe(
      'solid',
    );
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/sites\/G99/);
    await page.context().close();
  });
});

async function started(browser: Browser, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    javaScriptEnabled: false,
  });
  return context.newPage();
}
