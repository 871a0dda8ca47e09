import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { accept, connected, givenIncident, invite, newPerson, slug, verbOf } from './staff.ts';
import { describeWithBrowser, expectAxeClean, expectAxeCleanInDark, takeScreenshot } from './support.ts';

const sizes: readonly [name: string, width: number, height: number][] = [
  ['phone', 390, 844],
  ['desk', 1280, 900],
];

const now = '/console';
const incident = '/console/incidents/connections-drop';

const screens: readonly [name: string, path: string][] = [
  ['now', now],
  ['incidents', '/console/incidents'],
  ['wall', '/console?wall=1'],
  ['incident', incident],
  ['incident-filtered', `${incident}?kind=factor&visibility=public&text=firmware`],
  ['impact', `${incident}/impact`],
  ['impact-site', `${incident}/impact?site=G99001-1`],
  ['calls', '/console/calls'],
  ['calls-search', '/console/calls?q=internet'],
  ['new-call', '/console/calls/new'],
  ['update-new', `${incident}/updates/new`],
  ['update-template', `${incident}/updates/new?template=holding`],
  ['update-edit', `${incident}/updates/1/edit`],
  ['update', `${incident}/updates/1`],
  ['declare', '/console/do/incident.declare?symptomWords=internet%0Avpn'],
  ['alerts', '/console/alerts'],
  ['audit', '/console/audit'],
  ['account', '/console/account'],
  ['enrol', '/console/enrol'],
  ['staff', '/console/staff'],
  ['actions', '/console/do'],
  ['verb', '/console/do/measure.add?incident=connections-drop'],
  ['sites-time', '/console/sites-time'],
  ['concentrators', '/console/concentrators'],
  ['site', '/console/sites/G99001-1'],
];

describeWithBrowser('console', (browser) => {
  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_how, javaScript) => {
    let running: RunningConsole;
    beforeAll(async () => {
      running = await startConsole();
    });
    afterAll(() => running?.stop());

    it('takes an incident from the first link to a published update that two people answer for', async () => {
      const base = running.app.address;
      const admin = await (await newPerson(browser(), javaScript)).newPage();
      await accept(admin, await running.firstLink(), { name: 'Robin Admin', email: 'robin@example.org' });
      const leadLink = await invite(admin, base, {
        name: 'Lee Lead',
        email: 'lee@example.org',
        roles: ['incident lead', 'desk'],
      });
      const approverLink = await invite(admin, base, {
        name: 'Ash Approver',
        email: 'ash@example.org',
        roles: ['approver'],
      });

      const lead = await (await newPerson(browser(), javaScript)).newPage();
      await accept(lead, leadLink);
      await lead.getByRole('link', { name: 'Declare it' }).click();
      await lead.getByLabel('Title').fill('Connections drop in Amberwick');
      await lead.getByLabel('IT severity').fill('2');
      await lead.getByLabel('Symptom words').fill('internet\nvpn');
      await lead.getByRole('button', { name: 'Save' }).click();
      await lead.getByRole('link', { name: 'Connections drop in Amberwick' }).first().click();
      await lead.getByText('Investigating').waitFor();

      await lead.goto(`${base}/console/calls`);
      await confirmAll(lead);

      await lead.goto(`${base}/console/incidents/connections-drop-in-amberwick`);
      await lead.getByRole('button', { name: 'Write an update' }).click();
      await lead.getByLabel('Title').fill('Some practices have no connection');
      await lead.getByLabel('Text').fill('We are working on it.');
      await lead.getByLabel('Next update due').fill('2026-04-20T16:00');
      await lead.getByRole('button', { name: 'Insert practices.affectedNow' }).click();
      if (javaScript) await lead.getByRole('button', { name: 'Preview and check' }).click();
      expect(await lead.locator('.allclear-preview').innerText()).toContain('6 of 12 practices');
      await lead.getByRole('button', { name: 'Save the draft' }).click();
      await lead.getByRole('button', { name: 'Submit it for approval' }).click();
      await lead.getByText('somebody else has to approve it').waitFor();
      const updateAddress = new URL(lead.url()).pathname;

      const approver = await (await newPerson(browser(), javaScript)).newPage();
      await accept(approver, approverLink);
      await approver.goto(`${base}${updateAddress}`);
      await approver.getByRole('button', { name: 'Approve it' }).click();
      await approver.getByRole('button', { name: 'Publish it' }).click();
      await approver.getByRole('link', { name: 'See it in public' }).click();
      expect(await approver.locator('main').innerText()).toContain('6 of 12 practices');
      await approver.goto(`${base}/`);
      expect(await approver.locator('main').innerText()).toContain('Connections drop in Amberwick');
      for (const page of [admin, lead, approver]) await page.context().close();
    }, 120_000);
  });

  it('refreshes an open screen when something happened elsewhere, without loading it anew', async () => {
    const running = await startConsole('live');
    const context = await newPerson(browser(), true);
    const page = await context.newPage();
    await accept(page, await running.firstLink(), { name: 'Robin Admin', email: 'robin@example.org' });
    await page.evaluate('window.stillHere = true');
    await connected(page);
    await givenIncident(running);
    await page.getByRole('link', { name: 'Connections drop' }).first().waitFor({ timeout: 15_000 });
    expect(await page.evaluate('window.stillHere')).toBe(true);
    const seen: number[] = [];
    for (const text of ['Engineers are on their way', 'The supplier was called', 'The second line is up']) {
      // Longer than the quiet time after a refresh: each of these is a first change.
      await page.waitForTimeout(2_500);
      const began = performance.now();
      await verbOf(running)('incident.note', { incident: slug, text });
      await page.getByText(text).first().waitFor();
      seen.push(Math.round(performance.now() - began));
    }
    process.stdout.write(`from a change to an open screen: ${seen.join(', ')} ms\n`);
    await context.close();
    await running.stop();
  }, 60_000);

  describe('every screen', () => {
    let running: RunningConsole;
    let context: BrowserContext;
    beforeAll(async () => {
      running = await startConsole();
      context = await newPerson(browser(), true);
      const page = await context.newPage();
      await accept(page, await running.firstLink(), { name: 'Robin Admin', email: 'robin@example.org' });
      await givenIncident(running);
      await page.close();
    });
    afterAll(async () => {
      await context?.close();
      await running?.stop();
    });

    describe.each(sizes)('%s', (sizeName, width, height) => {
      // One page for all: to open one takes longer than to look at it.
      let page: Page;
      let faults: string[] = [];
      beforeAll(async () => {
        page = await context.newPage();
        await page.setViewportSize({ width, height });
        page.on('console', (message) => {
          if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`);
        });
      });
      afterAll(() => page?.close());
      it.each(screens)(
        '%s has no fault in light and dark, and does not scroll sideways',
        async (name, path) => {
          faults = [];
          const response = await page.goto(`${running.app.address}${path}`);
          expect(response?.status()).toBe(200);
          await takeScreenshot(page, `console-${name}-${sizeName}`);
          await expectAxeClean(page);
          await expectAxeCleanInDark(page, `console-${name}-${sizeName}-dark`);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
          expect(faults).toEqual([]);
        },
      );
    });

    it('has no link that leads nowhere', async () => {
      const page = await context.newPage();
      const seen = new Set<string>();
      for (const [, path] of screens) {
        await page.goto(`${running.app.address}${path}`);
        for (const link of await page.locator('a[href]').all())
          seen.add((await link.getAttribute('href')) ?? '');
      }
      const addresses = [...seen]
        .filter((href) => href.startsWith('/'))
        .map((href) => href.split('#')[0] ?? '');
      const broken: string[] = [];
      for (const address of new Set(addresses)) {
        const answer = await context.request.get(`${running.app.address}${address}`);
        if (answer.status() !== 200) broken.push(`${answer.status()} ${address}`);
      }
      expect(seen.size).toBeGreaterThan(50);
      expect(broken).toEqual([]);
      await page.close();
    }, 120_000);

    it('shows where the focus is, on every control that the Tab key reaches', async () => {
      const page = await context.newPage();
      for (const path of [now, `${incident}/updates/new`, '/console/audit']) {
        await page.goto(`${running.app.address}${path}`);
        for (let press = 0; press < 25; press += 1) {
          await page.keyboard.press('Tab');
          expect(await page.evaluate(focusShown), `press ${press} on ${path}`).toBe(true);
        }
      }
      await page.close();
    });
  });
});

/** Whether the element with the focus looks different from itself without it. */
const focusShown = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return true;
  const style = () => {
    const { outline, boxShadow, backgroundColor, borderColor } = getComputedStyle(element);
    const label = element.matches('input[type=checkbox]') ? getComputedStyle(element.nextElementSibling, '::before') : null;
    return [outline, boxShadow, backgroundColor, borderColor, label && label.boxShadow + label.borderColor].join('|');
  };
  const focused = style();
  element.blur();
  const blurred = style();
  element.focus();
  return focused !== blurred;
})()`;

/** Ticks every suggested call and confirms them; when the rule has linked them all, undoes one and confirms nothing. */
async function confirmAll(page: Page): Promise<void> {
  const section = page.locator('section', { has: page.getByRole('heading', { name: /^Suggested/ }) });
  const boxes = section.locator('input[type=checkbox]');
  expect(await boxes.count()).toBeGreaterThan(0);
  for (const box of await boxes.all()) await box.check();
  await section.getByRole('button', { name: 'Confirm the ticked calls' }).click();
  await page.getByRole('heading', { name: /^Linked \(/ }).waitFor();
}
