import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bulletin, incidentBulletin, publishedUpdate, stoppedClaim } from '../support/bulletin.ts';
import { type PublicServer, publicationOf, startPublicServer } from '../support/public-server.ts';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from './support.ts';

const incident = '/incidents/practice-network-april-2026';

/** One address of every kind of page. */
const pages: readonly [name: string, path: string][] = [
  ['hub', '/'],
  ['incident', incident],
  ['update', `${incident}/updates/8`],
  ['practices', '/practices'],
  ['practice', '/practices/G99001'],
  ['search-found', '/practices?q=orchard'],
  ['search-none', '/practices?q=nowhere'],
  ['search-empty', '/practices?q='],
  ['accessibility', '/accessibility'],
  ['not-found', '/no-such-page'],
];

const sizes: readonly [name: string, width: number, height: number][] = [
  ['phone', 390, 844],
  ['desk', 1280, 900],
];

const normal = bulletin();

/** Everything that can be wrong at once: a withdrawn claim, a correction, a late update, data that cannot be read. */
function troubled() {
  const changed = publishedUpdate({
    claims: [publishedUpdate().claims[0] ?? stoppedClaim(), stoppedClaim()],
  });
  const [, ...older] = incidentBulletin().updates;
  const correction = publishedUpdate({
    number: 9,
    kind: 'correction',
    corrects: 8,
    title: 'Number of practices that have moved',
    publishedAt: '2026-04-29T10:00:00.000Z',
    body: '182 practices have moved, not 178.',
    claims: [],
  });
  return bulletin({
    asOf: '2026-04-29T10:05:00.000Z',
    staleSince: '2026-04-29T10:06:00.000Z',
    current: [
      incidentBulletin({
        nextUpdate: { dueAt: '2026-04-29T10:00:00.000Z', late: true },
        updates: [correction, changed, ...older],
      }),
    ],
  });
}

/** One page without scripts for all tests, one after the other: to open one takes longer than to look at it. */
let shared: Promise<Page> | undefined;

async function open(browser: Browser, url: string, size: { width: number; height: number }): Promise<Page> {
  shared ??= browser.newContext({ javaScriptEnabled: false }).then((context) => context.newPage());
  const page = await shared;
  await page.setViewportSize(size);
  await page.emulateMedia({ media: null, colorScheme: null, forcedColors: null });
  await page.goto(url);
  return page;
}

describeWithBrowser('public pages', (browser) => {
  let server: PublicServer;
  let troubledServer: PublicServer;
  beforeAll(async () => {
    server = await startPublicServer(publicationOf(normal));
    troubledServer = await startPublicServer(publicationOf(troubled()));
  });
  afterAll(async () => {
    await server.close();
    await troubledServer.close();
  });

  describe.each(sizes)('%s', (sizeName, width, height) => {
    it.each(pages)('%s has no accessibility fault and does not scroll sideways', async (name, path) => {
      const page = await open(browser(), server.address + path, { width, height });
      await takeScreenshot(page, `${name}-${sizeName}`);
      await expectAxeClean(page);
      await expectNoSidewaysScroll(page);
    });

    it.each([
      ['hub', '/'],
      ['incident', incident],
      ['update', `${incident}/updates/8`],
    ])('%s has no accessibility fault when much has gone wrong', async (name, path) => {
      const page = await open(browser(), troubledServer.address + path, { width, height });
      await takeScreenshot(page, `${name}-troubled-${sizeName}`);
      await expectAxeClean(page);
    });
  });

  it.each(pages)('%s fits a screen of 320 pixels', async (_name, path) => {
    const page = await open(browser(), server.address + path, { width: 320, height: 640 });
    await expectNoSidewaysScroll(page);
  });

  it('takes at most 3 requests and 20 kB for the incident page of 190 practices', async () => {
    const context = await browser().newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    const sizesSent: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      sizesSent.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(server.address + incident, { waitUntil: 'networkidle' });
    const sent = await Promise.all(sizesSent);
    expect(sent.length).toBeGreaterThanOrEqual(2);
    expect(sent.length).toBeLessThanOrEqual(3);
    expect(sent.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000);
    await context.close();
  });

  it('lists every practice without JavaScript', async () => {
    const page = await open(browser(), server.address + incident, { width: 390, height: 844 });
    expect(await page.locator('a[href^="/practices/G99"]').count()).toBe(190);
  });

  it('leads the keyboard over the skip link to the content', async () => {
    const page = await open(browser(), server.address + incident, { width: 1280, height: 900 });
    const focused = () => page.locator(':focus').first().innerText();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to main content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.locator('main :focus').count()).toBe(1);
  });

  it('follows the order of the page with the Tab key', async () => {
    const page = await open(browser(), server.address + incident, { width: 1280, height: 900 });
    const places: number[] = [];
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press('Tab');
      places.push(Number(await page.evaluate(placeOfFocus)));
    }
    expect(places).not.toContain(-1);
    expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
  });

  it('shows where the keyboard is', async () => {
    const page = await open(browser(), server.address + incident, { width: 390, height: 844 });
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate('document.activeElement.outerHTML');
      expect(await page.evaluate(isFocusMarked), String(focused)).toBe(true);
    }
  });

  it('opens a group of practices with the keyboard', async () => {
    const page = await open(browser(), server.address + incident, { width: 390, height: 844 });
    const group = page.locator('details', { hasText: 'Show 182 practices' });
    await group.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await group.locator('a').first().isVisible()).toBe(true);
  });

  it('finds a practice from the incident page without JavaScript', async () => {
    const page = await open(browser(), server.address + incident, { width: 390, height: 844 });
    await page.getByLabel('Find your practice').fill('g99001');
    await page.getByRole('button', { name: 'Search' }).click();
    expect(new URL(page.url()).pathname).toBe('/practices/G99001');
  });

  it('shows beside its sentence that a claim stopped being true', async () => {
    const page = await open(browser(), `${troubledServer.address}${incident}/updates/8`, {
      width: 390,
      height: 844,
    });
    const paragraph = page.locator('p', { hasText: 'The service desk has had no calls since' });
    await expect(paragraph.getByRole('note').innerText()).resolves.toContain(
      'This has changed since. It was true until 10:42am on Wednesday 29 April.',
    );
  });
});

/** Place of the focused element among all that can have the focus; -1 when nothing has it. */
const placeOfFocus =
  '[...document.querySelectorAll("a[href], button, input, summary, [tabindex]")].indexOf(document.activeElement)';

/** Whether the focused element, or what is in it, has an outline, a shadow or a background. */
const isFocusMarked = `[document.activeElement, ...document.activeElement.querySelectorAll("*")].some((element) => {
  const { outlineStyle, boxShadow, backgroundColor } = getComputedStyle(element);
  return outlineStyle !== "none" || boxShadow !== "none" || backgroundColor !== "rgba(0, 0, 0, 0)";
})`;

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, screen] = await page
    .evaluate('[document.documentElement.scrollWidth, innerWidth]')
    .then(asNumbers);
  expect(content).toBeLessThanOrEqual(screen ?? 0);
}

const asNumbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);
