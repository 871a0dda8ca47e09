import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importEstate } from '#estate';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { accept, verbOf } from './staff.ts';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from './support.ts';

const slug = 'connections-drop';

/** Restored, so that every practice that lost its connection or called is asked by itself. */
async function givenAsked(running: RunningConsole): Promise<string[]> {
  const run = verbOf(running);
  const by = (verb: string, input: Record<string, unknown>) => run(verb, { incident: slug, ...input });
  await run('incident.declare', {
    ...{ slug, title: 'Connections drop', summary: 'Practices lose their connection.', itSeverity: 2 },
    startedAt: '2026-04-20T06:00:00Z',
    symptomWords: ['internet', 'vpn'],
  });
  await by('measure.add', { key: 'restart', title: 'Restarts', description: 'Every morning.' });
  await by('criterion.add', {
    ...{ key: 'quiet', title: 'No site down', metric: 'sites.downNow', comparator: 'at most', threshold: 0 },
  });
  await by('incident.respond', { to: 'mitigating', note: 'Restarts.' });
  await running.app.engine.settle();
  await by('incident.respond', { to: 'restored', note: 'It works.' });
  await running.app.engine.settle();
  const paths: string[] = [];
  for (const practice of ['G99001', 'G99002', 'G99003']) {
    const { links } = (await by('recovery.link', { practice })) as { links: { path: string }[] };
    paths.push(links[0]?.path ?? '');
  }
  return paths;
}

describeWithBrowser('recovery in the browser', (browser) => {
  let running: RunningConsole;
  let paths: string[];
  const opened: BrowserContext[] = [];
  const newPage = async (width: number, javaScriptEnabled: boolean): Promise<Page> => {
    const context = await browser().newContext({ viewport: { width, height: 720 }, javaScriptEnabled });
    opened.push(context);
    return context.newPage();
  };
  const noSidewaysScroll = async (page: Page) => {
    const over = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(over, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
  };

  beforeAll(async () => {
    running = await startConsole();
    paths = await givenAsked(running);
  }, 120_000);
  afterAll(async () => {
    for (const context of opened) await context.close();
    await running?.stop();
  });

  it('takes an answer at 320 pixels, without JavaScript, by keyboard alone, and gives back what it refuses', async () => {
    const page = await newPage(320, false);
    await page.goto(running.app.address + paths[0]);
    await expectAxeClean(page);
    await noSidewaysScroll(page);
    await takeScreenshot(page, 'recovery-form-320');
    // Straight to the end: the summary names what is missing, and leads there.
    await page.getByLabel('Results waiting').focus();
    await page.keyboard.type('many');
    await page.keyboard.press('Enter');
    const summary = page.locator('.nhsuk-error-summary');
    await summary.waitFor();
    expect(await summary.innerText()).toContain('Choose whether you are back to normal');
    expect(await page.title()).toMatch(/^Error: /);
    await expectAxeClean(page);
    await noSidewaysScroll(page);
    await takeScreenshot(page, 'recovery-form-320-refused');
    await summary.getByRole('link', { name: 'Choose whether you are back to normal' }).focus();
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#state$/);
    expect(await page.getByLabel('Results waiting').inputValue()).toBe('many');
    // The link leads the keyboard into the field.
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('No, we are still catching up').isChecked()).toBe(true);
    await page.getByLabel('Results waiting').fill('40');
    await page.getByLabel('No, it still happens').check();
    await page.getByLabel('Electronic prescriptions').check();
    await page.getByLabel('Are you worried about the safety of patients?').fill('Two results came late.');
    await page.getByLabel('Your name and what you do').fill('Jo Blythe, manager');
    await page.keyboard.press('Enter');
    await page.getByText('We have your answer.').waitFor();
    expect(await page.locator('main').innerText()).toContain('The service desk knows');
    await expectAxeClean(page);
    await takeScreenshot(page, 'recovery-form-320-sent');
    await running.app.engine.settle();
  });

  it('opens at the question whether it is fixed, and takes at which site it is not, at 320 pixels without JavaScript', async () => {
    const bytes = new TextEncoder().encode(
      [
        'site_code,ods_code,name,address,town,postcode,phone,opened,closed',
        'G99004-2,G99004,Branch,2 Low Road,Amberwick,ME99 1AB,,,',
      ].join('\n'),
    );
    await importEstate(running.context, { fileName: 'sites.csv', bytes });
    const { links } = (await verbOf(running)('recovery.link', { incident: slug, practice: 'G99004' })) as {
      links: { path: string }[];
    };
    const page = await newPage(320, false);
    await page.goto(`${running.app.address}${links[0]?.path}#is-it-fixed`);
    const top = await page.evaluate('document.getElementById("is-it-fixed").getBoundingClientRect().top');
    expect(Math.abs(Number(top))).toBeLessThan(40);
    expect(await page.locator('input:checked').count()).toBe(0);
    await expectAxeClean(page);
    await noSidewaysScroll(page);
    await takeScreenshot(page, 'recovery-form-320-sites');
    // The keyboard goes on from the question.
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('No, it still happens').isChecked()).toBe(true);
    await page.getByLabel('Branch, 2 Low Road, Amberwick').check();
    await page.getByLabel('No, we are still catching up').check();
    await page.getByLabel('Your name and what you do').fill('Kit Lowe, manager');
    await page.keyboard.press('Enter');
    await page.getByText('You told us that it is not fixed at Branch.').waitFor();
    const { practices } = (await verbOf(running)('recovery.detail', { incident: slug })) as {
      practices: { report: { odsCode: string }; because: string }[];
    };
    expect(practices.find(({ report }) => report.odsCode === 'G99004')?.because).toBe(
      'says it is not fixed at G99004-2',
    );
    await verbOf(running)('recovery.report', {
      ...{ incident: slug, practice: 'G99004', state: 'recovering', fixed: 'yes' },
    });
    await running.app.engine.settle();
  });

  it('keeps a half-filled form in the browser, and forgets it once it is sent', async () => {
    const page = await newPage(390, true);
    await page.goto(running.app.address + paths[1]);
    await page.getByLabel('Appointments to rebook').fill('35');
    await page.getByLabel('Yes, it is fixed').check();
    await page.goto('about:blank');
    await page.goto(running.app.address + paths[1]);
    expect(await page.getByText('This browser kept what you typed here before.').isVisible()).toBe(true);
    expect(await page.getByLabel('Appointments to rebook').inputValue()).toBe('35');
    expect(await page.getByLabel('Yes, it is fixed').isChecked()).toBe(true);
    await page.getByLabel('Yes', { exact: true }).check();
    await page.getByLabel('Your name and what you do').fill('Sam Reed, manager');
    await page.getByRole('button', { name: 'Send' }).dblclick();
    await page.getByText('We have your answer.').waitFor();
    expect(
      await page.evaluate(
        'Object.keys(localStorage).filter((key) => key.startsWith("allclear-form:")).length',
      ),
    ).toBe(0);
    await expectAxeClean(page);
  });

  it('shows the desk who needs help first, what readings say instead, and takes an answer by telephone', async () => {
    const page = await newPage(1280, false);
    const { path } = (await verbOf(running)('staff.invite', {
      ...{ name: 'Lena Marsh', email: 'lena@example.org', roles: ['incident lead', 'desk'] },
    })) as { path: string };
    await accept(page, running.app.address + path);
    expect(await page.locator('main').innerText()).toContain(
      '1 safety concern not settled; not fixed at G99001, they say',
    );
    await page.getByRole('link', { name: 'Open recovery' }).click();
    const main = page.locator('main');
    expect(await main.innerText()).toContain('Two results came late.');
    const first = page.locator('#practices').locator('..').locator('tbody tr').first();
    expect(await first.innerText()).toMatch(/G99001[\s\S]*open safety concern/);
    expect(await main.innerText()).toContain('We do not forecast when it will be complete.');
    await expectAxeClean(page);
    await takeScreenshot(page, 'console-recovery');
    await page.getByRole('link', { name: 'Record an answer of Surgery G99003' }).click();
    await page.getByRole('heading', { level: 1, name: 'By telephone: Surgery G99003 (G99003)' }).waitFor();
    // No link to the practice's own form: whoever has one answers as the practice.
    expect(await page.content()).not.toMatch(/\/recovery\/[\w-]{43}/);
    await expectAxeClean(page);
    await takeScreenshot(page, 'console-recovery-telephone');
    // By keyboard alone, as somebody speaks: refused first, with all that was typed kept.
    await page.getByLabel('Anything else').focus();
    await page.keyboard.type('Patient 943 476 5919 waits.');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Ann Ode, manager');
    await page.keyboard.press('Enter');
    const problem = page.locator('.nhsuk-error-summary');
    expect(await problem.innerText()).toContain('Choose whether they are back to normal');
    await problem.getByRole('link', { name: 'Choose whether they are back to normal' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    expect(await page.getByLabel('Yes', { exact: true }).isChecked()).toBe(true);
    await page.keyboard.press('Enter');
    await problem.getByRole('link', { name: 'Take out the NHS number' }).waitFor();
    await expectAxeClean(page);
    await page.getByLabel('Anything else').fill('Quiet.');
    await page.getByLabel('Who spoke, and what they do').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Recovery' }).waitFor();
    expect(await main.innerText()).toContain('by telephone, taken by Lena Marsh');
    expect(await main.innerText()).toMatch(/2\s+of \d+ practices back to normal/);
    await page.getByRole('button', { name: 'Show a link for', exact: false }).first().click();
    const shown = (await page.locator('.allclear-token').innerText()).trim();
    expect((await fetch(shown)).status).toBe(200);
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${running.app.address}/console/recovery/${slug}`);
    await noSidewaysScroll(page);
    await expectAxeClean(page);
    await takeScreenshot(page, 'console-recovery-390');
    await page.goto(`${running.app.address}/console/recovery/${slug}/telephone?practice=G99003`);
    expect(await main.innerText()).toMatch(/by Ann Ode, manager; taken by telephone by Lena Marsh/);
    await noSidewaysScroll(page);
    await takeScreenshot(page, 'console-recovery-telephone-390');
    await page.goto(`${running.app.address}/console/recovery/${slug}/telephone?find=surgery`);
    await page.getByRole('heading', { level: 2, name: 'Several fit: choose one' }).waitFor();
    await expectAxeClean(page);
    await page.goto(`${running.app.address}/console/recovery/${slug}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAxeClean(page);
    await takeScreenshot(page, 'console-recovery-dark');
  });
});
