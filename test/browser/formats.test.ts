import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bulletin, incidentBulletin, stoppedClaim } from '../support/bulletin.ts';
import { type PublicServer, publicationOf, startPublicServer } from '../support/public-server.ts';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from './support.ts';

const incident = '/incidents/practice-network-april-2026';

const suppliers = [
  {
    key: 'acme',
    name: 'Acme Networks',
    url: 'https://status.acme.example/',
    indicator: 'minor' as const,
    statement: 'Partially Degraded Service',
    saidAt: '2026-04-29T08:12:00.000Z',
    readAt: '2026-04-29T08:58:00.000Z',
    stale: false,
    items: [
      {
        title: 'Core router',
        at: '2026-04-29T07:10:00.000Z',
        url: 'https://status.acme.example/1',
        state: 'identified',
      },
    ],
  },
  {
    key: 'lines',
    name: 'County Lines',
    url: 'https://lines.example/',
    indicator: 'unknown' as const,
    statement: null,
    saidAt: null,
    readAt: '2026-04-29T05:00:00.000Z',
    stale: true,
    items: [{ title: 'Work on the ring on Friday', at: null, url: null, state: null }],
  },
];
const model = bulletin({ suppliers });

const pages: readonly [name: string, path: string][] = [
  ['hub-suppliers', '/'],
  ['elsewhere', '/elsewhere'],
  ['groups', '/groups'],
  ['group', '/groups/zz'],
  ['practice-follow', '/practices/G99001'],
  ['pack', `${incident}/updates/8/pack`],
  ['poster', `${incident}/updates/8/poster`],
  ['banner', '/embed/banner'],
  ['banner-practice', '/practices/G99001/banner'],
];

const withdrawn = bulletin({
  current: [
    incidentBulletin({
      updates: incidentBulletin().updates.map((update) => ({ ...update, claims: [stoppedClaim()] })),
    }),
  ],
});

/** One page without scripts for all tests, one after the other: to open one takes longer than to look at it. */
let shared: Promise<Page> | undefined;

async function open(browser: Browser, url: string, width: number, javaScriptEnabled = false): Promise<Page> {
  const opened = (): Promise<Page> =>
    browser.newContext({ javaScriptEnabled }).then((context) => context.newPage());
  if (!javaScriptEnabled) shared ??= opened();
  const page = await (javaScriptEnabled ? opened() : (shared ?? opened()));
  await page.setViewportSize({ width, height: 844 });
  await page.emulateMedia({ media: null });
  await page.goto(url);
  return page;
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
  const [content = 0, screen = 0] = z.array(z.number()).parse(widths);
  expect(content, page.url()).toBeLessThanOrEqual(screen);
}

describeWithBrowser('information used elsewhere', (browser) => {
  let server: PublicServer;
  beforeAll(async () => {
    server = await startPublicServer(publicationOf(model));
  });
  afterAll(() => server.close());

  describe.each([390, 1280])('at %i pixels', (width) => {
    it.each(pages)('%s has no accessibility fault and does not scroll sideways', async (name, path) => {
      const page = await open(browser(), server.address + path, width);
      await takeScreenshot(page, `${name}-${width}`);
      await expectAxeClean(page);
      await expectNoSidewaysScroll(page);
    });
  });

  it('fits a screen of 320 pixels', async () => {
    const page = await open(browser(), server.address, 320);
    for (const [, path] of pages) {
      await page.goto(server.address + path);
      await expectNoSidewaysScroll(page);
    }
  });

  it.each([
    ['pack', `${incident}/updates/8/pack`],
    ['poster', `${incident}/updates/8/poster`],
  ])('a withdrawn %s has no accessibility fault', async (name, path) => {
    server.show(publicationOf(withdrawn));
    const page = await open(browser(), server.address + path, 390);
    server.show(publicationOf(model));
    await takeScreenshot(page, `${name}-withdrawn-390`);
    await expectAxeClean(page);
  });

  it('prints of a poster’s page only the poster', async () => {
    const page = await open(browser(), `${server.address}${incident}/updates/8/poster`, 800);
    await page.emulateMedia({ media: 'print' });
    await takeScreenshot(page, 'poster-printed');
    expect(await page.locator('.allclear-poster').isVisible()).toBe(true);
    for (const other of ['header', 'footer', '.nhsuk-breadcrumb', '.allclear-screen-only'])
      expect(await page.locator(other).first().isVisible(), other).toBe(false);
  });

  it('copies a text with one press, says so, and shows no button without scripts', async () => {
    const url = `${server.address}${incident}/updates/8/pack`;
    const plain = await open(browser(), url, 390);
    expect(await plain.getByRole('button', { name: /^Copy/ }).count()).toBe(0);
    const context = await browser().newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    // A browser without a screen has no clipboard to look into.
    await page.addInitScript(
      'navigator.clipboard.writeText = async (text) => { globalThis.copied = text; };',
    );
    await page.goto(url);
    await page.getByRole('button', { name: /^Copy.*For X$/ }).click();
    await expect.poll(() => page.locator('#copied').innerText()).toBe('For X copied.');
    expect(await page.getByRole('button', { name: /^Copied.*For X$/ }).count()).toBe(1);
    expect(await page.evaluate('copied')).toContain('Updates: https://status.northmarsh.example/incidents/');
    await takeScreenshot(page, 'pack-copied-390');
    await expectAxeClean(page);
    await page.context().close();
  });

  it('carries its block of data within its strict policy', async () => {
    const context = await browser().newContext();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(server.address + incident);
    const data = String(
      await page.evaluate('document.querySelector("script[type=\'application/ld+json\']").textContent'),
    );
    expect(JSON.parse(data)).toMatchObject({ '@type': 'SpecialAnnouncement' });
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describeWithBrowser('the status on the page of a practice', (browser) => {
  let ours: PublicServer;
  let theirs: Server;
  let theirAddress = '';
  let policy = '';
  beforeAll(async () => {
    ours = await startPublicServer(publicationOf(bulletin({ demonstration: false })));
    theirs = createServer((_request, response) => {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
        .end(hostPage(ours.address));
    });
    await new Promise<void>((resolve) => theirs.listen(0, '127.0.0.1', resolve));
    theirAddress = `http://127.0.0.1:${(theirs.address() as AddressInfo).port}/`;
  });
  afterAll(async () => {
    theirs.close();
    await ours.close();
  });

  const strict = () =>
    `default-src 'none'; script-src ${ours.address}; connect-src ${ours.address}; frame-src ${ours.address}; img-src ${ours.address}`;

  async function visit(csp: string): Promise<{ page: Page; complaints: string[] }> {
    policy = csp;
    const context = await browser().newContext();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(theirAddress);
    return { page, complaints };
  }

  it('appears in a live region that was there before, under a strict policy, without cookies', async () => {
    const { page, complaints } = await visit(strict());
    const region = page.locator('#practice');
    await expect.poll(() => region.innerText()).toContain('Network problems at GP practices.');
    expect(await region.getAttribute('role')).toBe('status');
    expect(await region.getAttribute('data-allclear-state')).toBe('issue');
    expect(await page.locator('#whole').innerText()).toContain('State: being watched after repair.');
    expect(await region.locator('a').getAttribute('href')).toBe(`${ours.address}/practices/G99001`);
    expect(await page.context().cookies()).toEqual([]);
    expect(complaints).toEqual([]);
    await takeScreenshot(page, 'embed-host');
    await expectAxeClean(page);
    await page.context().close();
  });

  it('changes the region once for each piece of news, so that it is read out once', async () => {
    const { page } = await visit(strict());
    await expect.poll(() => page.locator('#practice').innerText()).toContain('Network problems');
    // The page's clock is turned by hand: the script asks again each minute.
    const changes = await countChanges(page, browser(), theirAddress, ours);
    expect(changes).toEqual({ same: 0, news: 1 });
    await page.context().close();
  });

  it.each([
    ['our server is not allowed by its policy', () => `default-src 'none'; script-src ${ours.address}`],
    ['no script is allowed', () => "default-src 'none'"],
  ])('stays a link when %s', async (_name, csp) => {
    const { page, complaints } = await visit(csp());
    await page.waitForTimeout(300);
    expect(await page.locator('#practice').innerText()).toBe('IT status');
    expect(await page.locator('#practice a').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('stays a link when we cannot be reached', async () => {
    ours.show(undefined);
    const { page, complaints } = await visit(strict());
    // Without a publication not even the script is served.
    await page.waitForTimeout(300);
    expect(await page.locator('#practice').innerText()).toBe('IT status');
    expect(complaints).toEqual([]);
    ours.show(publicationOf(bulletin({ demonstration: false })));
    await page.context().close();
  });

  it('is shown in a frame there, and nothing else of ours is', async () => {
    const { page } = await visit(strict());
    await expect
      .poll(() =>
        page
          .frames()
          .find((frame) => frame.url().endsWith('/banner'))
          ?.locator('h1')
          .innerText(),
      )
      .toBe('Current IT issue');
    // What is not made for frames is refused by the browser itself.
    await expect
      .poll(() =>
        page
          .frames()
          .find((frame) => frame.name() === 'whole-page')
          ?.url(),
      )
      .toMatch(/^chrome-error:/);
    await page.context().close();
  });
});

/** A page of a practice as its own webmaster would write it. */
const hostPage = (
  address: string,
): string => `<!DOCTYPE html><html lang="en"><head><title>Hill Surgery</title></head><body><main>
  <h1>Hill Surgery</h1>
  <p id="whole" data-allclear="" role="status"><a href="${address}/">IT status</a></p>
  <p id="practice" data-allclear="practices/G99001" role="status"><a href="${address}/practices/G99001">IT status</a></p>
  <p><a href="${address}/"><img src="${address}/practices/G99001/badge.svg" alt="IT status of our practice"></a></p>
  <iframe src="${address}/practices/G99001/banner" title="IT status" width="600" height="200"></iframe>
  <iframe name="whole-page" src="${address}/practices/G99001" title="The whole page" width="600" height="200"></iframe>
  <script src="${address}/embed.js" defer></script>
</main></body></html>`;

/** How often the region changed while nothing was new, and when something was. */
async function countChanges(_first: Page, browser: Browser, address: string, ours: PublicServer) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(address);
  const text = () => page.locator('#practice').innerText();
  await expect.poll(text).toContain('Network problems');
  await page.evaluate(
    'globalThis.changes = 0; new MutationObserver((list) => { changes += list.filter((each) => each.type === "childList").length; }).observe(document.getElementById("practice"), { childList: true, subtree: true });',
  );
  const turn = async () => {
    const answered = page.waitForResponse((response) => response.url().endsWith('/G99001/status.json'));
    await page.clock.fastForward(61_000);
    await answered;
    await page.evaluate('new Promise((done) => queueMicrotask(done))');
  };
  await turn();
  await turn();
  const same = Number(await page.evaluate('changes'));
  ours.show(
    publicationOf(
      bulletin({ demonstration: false, current: [incidentBulletin({ title: 'Another title' })] }),
    ),
  );
  await turn();
  await expect.poll(text).toContain('Another title');
  const news = Number(await page.evaluate('changes')) - same;
  ours.show(publicationOf(bulletin({ demonstration: false })));
  await context.close();
  return { same, news };
}
