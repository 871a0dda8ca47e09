import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { focusedId, givenIncident, givenTeam, refreshed, type Team, verbOf } from './staff.ts';
import { describeWithBrowser, expectAxeClean, expectAxeCleanInDark, takeScreenshot } from './support.ts';

describeWithBrowser('calls', (browser) => {
  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_how, javaScript) => {
    let running: RunningConsole;
    let team: Team;
    let lead: Page;
    beforeAll(async () => {
      running = await startConsole();
      await givenIncident(running);
      team = await givenTeam(running, browser(), javaScript);
      lead = team.lead;
    });
    afterAll(async () => {
      await team?.leave();
      await running?.stop();
    });
    const go = (path: string) => lead.goto(`${running.app.address}${path}`);

    it('are confirmed many at once, and one press takes it all back', async () => {
      await go('/console/calls');
      const before = await lead.locator('main').innerText();
      if (await lead.getByRole('link', { name: 'Tick all that are suggested' }).count())
        await lead.getByRole('link', { name: 'Tick all that are suggested' }).click();
      else await lead.getByLabel('INC0004').check();
      await lead.getByRole('button', { name: 'Confirm the ticked calls' }).click();
      await lead.getByRole('heading', { name: 'Linked (3)' }).waitFor();
      await lead.getByText('Confirmed: 1 call, by Lee Lead').waitFor();
      await expectAxeClean(lead);
      await expectAxeCleanInDark(lead);
      await lead.getByRole('button', { name: /^Take it back/ }).click();
      await lead.getByRole('heading', { name: 'Linked (2)' }).waitFor();
      const after = await lead.locator('main').innerText();
      expect(after.slice(after.indexOf('Suggested'))).toBe(before.slice(before.indexOf('Suggested')));
    });

    it('keep what was ticked and typed when a decision is refused', async () => {
      await go('/console/calls');
      await lead.getByLabel('INC0001').check();
      const linked = lead.locator('section', { has: lead.getByRole('heading', { name: /^Linked/ }) });
      await linked.getByLabel('Reason').fill('About patient 943 476 5919');
      await lead.getByRole('button', { name: 'Undo the ticked links' }).click();
      await lead
        .getByRole('link', { name: /Reason: holds a number that is valid as an NHS number/ })
        .waitFor();
      expect(await lead.evaluate('document.activeElement?.className ?? ""')).toContain('error-summary');
      expect(await lead.getByLabel('INC0001').isChecked()).toBe(true);
      expect(await linked.getByLabel('Reason').inputValue()).toBe('About patient 943 476 5919');
      await go('/console/calls');
      await lead.getByRole('button', { name: 'Undo the ticked links' }).click();
      await lead.getByRole('link', { name: /tick at least one/ }).waitFor();
    });

    it('say which fields are missing, and keep the others', async () => {
      await go('/console/calls/new');
      await lead.getByLabel('Details (optional)').fill('Since 8am');
      await lead.getByRole('button', { name: 'Save the call' }).click();
      await lead.getByRole('link', { name: 'What is wrong' }).or(lead.getByRole('alert')).first().waitFor();
      expect(await lead.getByRole('alert').innerText()).toMatch(/is needed[\s\S]*is needed/);
      expect(await lead.getByLabel('Details (optional)').inputValue()).toBe('Since 8am');
      await expectAxeClean(lead);
      await expectAxeCleanInDark(lead);
    });
  });

  it('are entered by keyboard alone, in few keystrokes, with the practice found as it is typed', async () => {
    const running = await startConsole();
    const team = await givenTeam(running, browser(), true);
    const { lead } = team;
    const keys = countedKeys(lead);
    const began = performance.now();
    await lead.goto(`${running.app.address}/console/calls/new`);
    await expect.poll(() => focusedId(lead)).toBe('siteText');
    await keys.type('g99011');
    await lead.getByRole('option', { name: /G99011/ }).waitFor();
    const field = lead.getByRole('combobox', { name: 'Which practice' });
    expect(await field.getAttribute('aria-expanded')).toBe('true');
    await expectAxeClean(lead);
    await expectAxeCleanInDark(lead);
    await keys.press('ArrowDown');
    expect(await field.getAttribute('aria-activedescendant')).toBe('siteText-options-0');
    expect(await lead.getByRole('option', { selected: true }).innerText()).toContain('G99011');
    await takeScreenshot(lead, 'console-new-call-suggestions');
    await keys.press('Enter');
    expect(await field.inputValue()).toBe('Surgery G99011, Amberwick (G99011)');
    expect(await field.getAttribute('aria-expanded')).toBe('false');
    await keys.press('Tab');
    await expect.poll(() => focusedId(lead)).toBe('shortDescription');
    await keys.type('no internet');
    await keys.press('Enter');
    await lead.getByText('Takes in calls from a service desk').waitFor();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(`a call: ${keys.pressed()} keystrokes, ${seconds} s of the machine, no mouse\n`);
    // Beside the words themselves: choose, take, go on, send.
    expect(keys.pressed()).toBe('g99011'.length + 'no internet'.length + 4);
    const stored = (await verbOf(running)('call.list', {
      from: '2026-04-20T00:00:00Z',
      to: '2026-04-21T00:00:00Z',
    })) as { shortDescription: string; odsCode: string; matchMethod: string }[];
    expect(stored.at(-1)).toMatchObject({
      shortDescription: 'no internet',
      odsCode: 'G99011',
      matchMethod: 'ods',
    });
    await lead.goto(`${running.app.address}/console/calls/new`);
    await expect.poll(() => focusedId(lead)).toBe('siteText');
    await keys.type('g990');
    await lead.getByRole('option').first().waitFor();
    await keys.press('Escape');
    expect(await lead.getByRole('option').count()).toBe(0);
    await team.leave();
    await running.stop();
  }, 120_000);

  it('suggest practices to someone who typed before the script was there', async () => {
    const running = await startConsole();
    const team = await givenTeam(running, browser(), true);
    const { lead } = team;
    const held = Promise.withResolvers<void>();
    await lead.route(/console.*\.js/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await lead.goto(`${running.app.address}/console/calls/new`, { waitUntil: 'commit' });
    await expect.poll(() => focusedId(lead)).toBe('siteText');
    await lead.keyboard.type('g99011');
    expect(await lead.locator('[role=combobox]').count()).toBe(0);
    held.resolve();
    await lead.getByRole('option', { name: /G99011/ }).waitFor();
    // What is suggested stays, and goes on, when the screen is brought up to date meanwhile.
    await refreshed(lead);
    expect(await lead.getByRole('combobox', { name: 'Which practice' }).count()).toBe(1);
    await lead.keyboard.press('Backspace');
    await lead.getByRole('option', { name: /G99010/ }).waitFor();
    await team.leave();
    await running.stop();
  }, 120_000);

  it('are entered without JavaScript: several practices that fit are offered, and nothing is typed twice', async () => {
    const running = await startConsole();
    const team = await givenTeam(running, browser(), false);
    const { lead } = team;
    await lead.goto(`${running.app.address}/console/calls/new`);
    await expect.poll(() => focusedId(lead)).toBe('siteText');
    await lead.keyboard.type('surgery');
    await lead.getByLabel('What is wrong').fill('No internet');
    await lead.getByRole('button', { name: 'Save the call' }).click();
    await lead.getByRole('link', { name: /several practices fit/ }).waitFor();
    await takeScreenshot(lead, 'console-new-call-choose');
    await expectAxeClean(lead);
    await expectAxeCleanInDark(lead);
    expect(await lead.getByLabel('What is wrong').inputValue()).toBe('No internet');
    await lead.getByRole('radio', { name: /G99003/ }).check();
    await lead.getByRole('button', { name: 'Save and enter another' }).click();
    await lead.getByText('Takes in calls from a service desk').waitFor();
    expect(await lead.getByLabel('What is wrong').inputValue()).toBe('');
    await lead.goto(`${running.app.address}/console/calls?q=No+internet+G99003`);
    await lead.getByRole('heading', { name: '1 call found' }).waitFor();
    await team.leave();
    await running.stop();
  }, 120_000);
});

/** A keyboard that counts. */
function countedKeys(page: Page) {
  let pressed = 0;
  return {
    async type(text: string): Promise<void> {
      pressed += text.length;
      await page.keyboard.type(text);
    },
    async press(key: string): Promise<void> {
      pressed += 1;
      await page.keyboard.press(key);
    },
    pressed: () => pressed,
  };
}
