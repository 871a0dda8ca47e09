import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from '../support/console.ts';
import {
  accept,
  connected,
  focusedId,
  givenIncident,
  givenTeam,
  incidentPath,
  newPerson,
  refreshed,
  slug,
  type Team,
  verbOf,
} from './staff.ts';
import { describeWithBrowser, expectAxeClean, expectAxeCleanInDark, takeScreenshot } from './support.ts';

const edit = `${incidentPath}/updates/1/edit`;

describeWithBrowser('writing an update', (browser) => {
  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_how, javaScript) => {
    let running: RunningConsole;
    let team: Team;
    let base: string;
    beforeAll(async () => {
      running = await startConsole();
      base = running.app.address;
      await givenIncident(running);
      team = await givenTeam(running, browser(), javaScript);
    });
    afterAll(async () => {
      await team?.leave();
      await running?.stop();
    });

    it('shows the second of two people both texts, and loses neither', async () => {
      const { lead, approver } = team;
      await verbOf(running)('update.edit', { incident: slug, number: 1, body: 'One.\n\nTwo.\n\nThree.' });
      for (const page of [lead, approver]) await page.goto(`${base}${edit}`);
      await lead.getByLabel('Text').fill('One, as Lee has it.\n\nTwo.\n\nThree.');
      await lead.getByRole('button', { name: 'Save the draft' }).click();
      await lead.getByText('Your change was saved').waitFor();

      await approver.getByLabel('Text').fill('One.\n\nTwo.\n\nThree, as Ash has it.');
      await approver.getByRole('button', { name: 'Save the draft' }).click();
      await approver.getByText('Lee Lead saved this update while you were writing').waitFor();
      expect(await focusedClass(approver)).toContain('nhsuk-error-summary');
      const shown = await approver.locator('main').innerText();
      expect(shown).toContain('One, as Lee has it.');
      expect(shown).toContain('Three, as Ash has it.');
      await takeScreenshot(approver, `console-conflict-${javaScript ? 'js' : 'plain'}`);
      await expectAxeClean(approver);
      await expectAxeCleanInDark(approver);
      expect(await approver.getByRole('textbox', { name: 'Text' }).inputValue()).toBe(
        'One, as Lee has it.\n\nTwo.\n\nThree, as Ash has it.',
      );
      await approver.getByRole('button', { name: 'Save this text' }).click();
      await approver.getByText('Your change was saved').waitFor();
      const saved = await approver.locator('.allclear-preview').innerText();
      expect(saved).toContain('One, as Lee has it.');
      expect(saved).toContain('Three, as Ash has it.');
    });

    it('takes either text as a whole, and refuses one in which marks are left', async () => {
      const { lead, approver } = team;
      await verbOf(running)('update.edit', { incident: slug, number: 1, body: 'The line.' });
      for (const page of [lead, approver]) await page.goto(`${base}${edit}`);
      await lead.getByLabel('Text').fill('The line of Lee.');
      await lead.getByRole('button', { name: 'Save the draft' }).click();
      await approver.getByLabel('Text').fill('The line of Ash.');
      await approver.getByRole('button', { name: 'Save the draft' }).click();
      await approver.getByRole('button', { name: 'Save this text' }).click();
      await approver.getByText('is not a claim').first().waitFor();
      expect(await approver.getByLabel('Text').inputValue()).toContain('The line of Lee.');
      // Both are still there; the second person's own text is wanted.
      await approver.getByLabel('Text').fill('The line of Ash.');
      await approver.getByRole('button', { name: 'Save the draft' }).click();
      await approver.locator('.allclear-preview', { hasText: 'The line of Ash.' }).waitFor();
    });

    it('keeps what was typed when it is refused, names the field, and leads to it', async () => {
      const { lead } = team;
      await lead.goto(`${base}${incidentPath}/updates/new`);
      await lead.getByLabel('Title').fill('News');
      await lead.getByLabel('Text').fill('Fine.\n\nPatient 943 476 5919 could not be booked.');
      await lead.getByRole('button', { name: 'Save the draft' }).click();
      const summary = lead.getByRole('alert');
      await summary.getByRole('link', { name: /Line 3: Body.*NHS number/ }).waitFor();
      expect(await focusedClass(lead)).toContain('nhsuk-error-summary');
      expect(await lead.title()).toMatch(/^Error: /);
      expect(await lead.getByLabel('Text').inputValue()).toContain('could not be booked');
      await summary.getByRole('link').first().click();
      expect(await focusedId(lead)).toBe('body');
      await expectAxeClean(lead);
      await expectAxeCleanInDark(lead);
    });

    it('submits past a finding only for a reason', async () => {
      const { lead } = team;
      await lead.goto(`${base}${incidentPath}/updates/new`);
      await lead.getByLabel('Title').fill('News');
      await lead.getByLabel('Text').fill('It failed at 10.30am.');
      await lead.getByLabel('Next update due').fill('2026-04-20T16:00');
      await lead.getByRole('button', { name: 'Save the draft' }).click();
      await lead.getByText('Write 10:30am').waitFor();
      await lead.getByRole('button', { name: 'Submit it for approval' }).click();
      await lead.getByRole('link', { name: /Reason: say why it stays/ }).waitFor();
      await lead.getByLabel('Why it stays as it is').fill('Quoted from the supplier');
      await lead.getByRole('button', { name: 'Submit it for approval' }).click();
      await lead.getByText('somebody else has to approve it').waitFor();
      await lead.goto(`${base}${incidentPath}`);
      await lead.getByText(/submitted with 1 open check: Quoted from the supplier/).waitFor();
    });

    it('makes a holding statement with one press, from Now', async () => {
      const { lead } = team;
      await lead.goto(`${base}/console`);
      const began = performance.now();
      await lead.getByRole('button', { name: 'Submit a holding statement about Connections drop' }).click();
      await lead.getByText('somebody else has to approve it').waitFor();
      const ms = Math.round(performance.now() - began);
      process.stdout.write(`holding statement submitted in ${ms} ms\n`);
      const text = await lead.locator('.allclear-preview').innerText();
      expect(text).toContain('It began at 7am on Monday 20 April.');
      expect(text).toContain('6 of 12 practices');
      expect(text).toContain('Next update: 9:30am on Monday 20 April');
    });
  });

  it('is written, checked and submitted by keyboard alone', async () => {
    const running = await startConsole();
    await givenIncident(running);
    const team = await givenTeam(running, browser(), true);
    const { lead } = team;
    await lead.goto(`${running.app.address}${incidentPath}`);
    await tabTo(lead, 'Write an update');
    await lead.keyboard.press('Enter');
    await lead.getByRole('heading', { level: 1, name: /Write an update/ }).waitFor();
    await tabTo(lead, '#title');
    await lead.keyboard.type('By keyboard');
    await tabTo(lead, '#body');
    await lead.keyboard.type('We are looking into it. ');
    await tabTo(lead, 'Insert practices.affectedNow');
    await lead.keyboard.press('Enter');
    expect(await focusedId(lead)).toBe('body');
    await tabTo(lead, '#nextUpdateDue');
    await lead.keyboard.type('04202026');
    await lead.keyboard.press('Tab');
    await lead.keyboard.type('0400PM');
    await tabTo(lead, 'Save the draft');
    await lead.keyboard.press('Enter');
    await lead.getByText('The checks found nothing.').waitFor();
    await tabTo(lead, 'Submit it for approval');
    await lead.keyboard.press('Enter');
    await lead.getByText('somebody else has to approve it').waitFor();
    expect(await lead.locator('.allclear-preview').innerText()).toContain('6 of 12 practices');
    await team.leave();
    await running.stop();
  }, 120_000);

  describe('in a browser that may fail', () => {
    let running: RunningConsole;
    beforeEach(async () => {
      running = await startConsole('live');
      await givenIncident(running);
    });
    afterEach(() => running?.stop());

    it('keeps text, cursor and focus through a live refresh, and says that somebody saved meanwhile', async () => {
      const context = await newPerson(browser(), true);
      const page = await context.newPage();
      await accept(page, await running.firstLink(), { name: 'Robin Admin', email: 'robin@example.org' });
      await page.goto(`${running.app.address}${edit}`);
      await connected(page);
      await page.getByLabel('Title').fill('My own title');
      await page.getByLabel('Text').fill('What I am typing');
      await page
        .getByText(/\d figures? cannot be given now/)
        .first()
        .click();
      await page.getByLabel('Text').focus();
      await page.keyboard.press('Home');
      await page.evaluate('window.stillHere = true');
      await verbOf(running)('update.edit', { incident: slug, number: 1, body: 'Of somebody else.' });
      await page.getByText('It was saved while you were writing').waitFor();
      expect(await page.evaluate('window.stillHere')).toBe(true);
      expect(await focusedId(page)).toBe('body');
      await page.keyboard.type('This is ');
      expect(await page.getByLabel('Text').inputValue()).toBe('This is What I am typing');
      expect(await page.getByLabel('Title').inputValue()).toBe('My own title');
      expect(await page.locator('details[open]').count()).toBe(1);
      await page.getByRole('button', { name: 'Save the draft' }).click();
      await page.getByText('Allclear saved this update while you were writing').waitFor();
      await context.close();
    }, 120_000);

    it('gives back what was typed after a crash and without a network, once, and to the same person', async () => {
      const context = await newPerson(browser(), true);
      const first = await context.newPage();
      await accept(first, await running.firstLink(), { name: 'Robin Admin', email: 'robin@example.org' });
      await first.goto(`${running.app.address}${edit}`);
      await first.getByLabel('Text').fill('Typed, and never saved');
      await expect.poll(() => keptText(first)).toContain('Typed, and never saved');
      await first.close();

      const second = await context.newPage();
      await second.goto(`${running.app.address}${edit}`);
      await second.getByText('This browser kept text').waitFor();
      await refreshed(second);
      await expectAxeClean(second);
      await expectAxeCleanInDark(second);
      await second.getByRole('button', { name: 'Put it back' }).click();
      expect(await second.getByLabel('Text').inputValue()).toBe('Typed, and never saved');

      await context.setOffline(true);
      await second.getByLabel('Text').fill('Typed without a network');
      await expect.poll(() => keptText(second)).toContain('Typed without a network');
      await second.getByRole('button', { name: 'Save the draft' }).click();
      await second.waitForTimeout(300);
      await context.setOffline(false);
      await second.goto(`${running.app.address}${edit}`);
      await second.getByRole('button', { name: 'Put it back' }).click();
      await second.getByRole('button', { name: 'Save the draft' }).click();
      await second.locator('.allclear-preview', { hasText: 'Typed without a network' }).waitFor();
      await second.goto(`${running.app.address}${edit}`);
      expect(await second.getByText('This browser kept text').count()).toBe(0);
      expect(await second.evaluate('Object.keys(localStorage).length')).toBe(0);
      await context.close();
    }, 120_000);

    it('inserts a figure where the cursor stands', async () => {
      const context = await newPerson(browser(), true);
      const page = await context.newPage();
      await accept(page, await running.firstLink(), { name: 'Robin Admin', email: 'robin@example.org' });
      await page.goto(`${running.app.address}${edit}`);
      await page.getByLabel('Text').fill('Before. After.');
      await page.keyboard.press('Home');
      for (let step = 0; step < 'Before.'.length; step += 1) await page.keyboard.press('ArrowRight');
      await page.getByRole('button', { name: 'Insert practices.affectedNow' }).click();
      expect(await page.getByLabel('Text').inputValue()).toBe(
        'Before. Now {{claim practices.affectedNow}} have lost their connection or have an unstable one. After.',
      );
      expect(await focusedId(page)).toBe('body');
      await context.close();
    }, 120_000);
  });
});

/** What this browser keeps of what was typed. */
const keptText = (page: Team['lead']): Promise<string> =>
  page.evaluate('JSON.stringify({ ...localStorage })');

/** Presses Tab until what has the focus has this id (`#id`) or these words. */
async function tabTo(page: Team['lead'], wanted: string): Promise<void> {
  const focused = wanted.startsWith('#')
    ? `document.activeElement?.id === ${JSON.stringify(wanted.slice(1))}`
    : `document.activeElement?.textContent.trim().replace(/\\s+/g, ' ') === ${JSON.stringify(wanted)}`;
  for (let press = 0; press < 120; press += 1) {
    if (await page.evaluate(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not reach ${wanted}.`);
}

const focusedClass = (page: Team['lead']): Promise<string> =>
  page.evaluate('document.activeElement?.className ?? ""');
