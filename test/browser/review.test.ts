import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allVerbs } from '#app';
import type { Role } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { describeWithBrowser, expectAxeClean, expectAxeCleanInDark, takeScreenshot } from './support.ts';

const password = 'gravel-lantern-otter-42';
const slug = 'connections-drop';
const home = `/console/incidents/${slug}`;
const parts: readonly [title: string, text: string][] = [
  ['Summary', 'In all {{claim practices.affectedEver}} lost their connection. Jo Blythe saw it first.'],
  ['What happened', 'It began on a Monday morning.'],
  ['What went well', 'Practices rang at once.'],
  ['Where we got lucky', 'It was a quiet week.'],
  ['What went badly', 'Nobody knew who decides.'],
  ['What we still do not know', 'Why it was these six.'],
];

const asPerson = (running: RunningConsole, name: string, verb: string, input: Record<string, unknown> = {}) =>
  runVerb(
    allVerbs,
    { ...running.context, actor: { kind: 'person', name, roles: ['incident lead', 'engineer', 'desk'] } },
    verb,
    { incident: slug, ...input },
  );

/** An open incident that is over: two factors, a measure, and a criterion. */
async function givenIncident(running: RunningConsole): Promise<void> {
  const by = (verb: string, input: Record<string, unknown>) => asPerson(running, 'Ola Reed', verb, input);
  await runVerb(
    allVerbs,
    { ...running.context, actor: { kind: 'person', name: 'Ola Reed', roles: ['incident lead'] } },
    'incident.declare',
    {
      slug,
      title: 'Connections drop',
      summary: 'Practices lose their connection.',
      itSeverity: 2,
      startedAt: '2026-04-20T06:00:00Z',
      components: [{ key: 'concentrator', value: 'VPN-A' }],
    },
  );
  for (const key of ['software', 'capacity']) {
    await by('factor.add', {
      key,
      title: `Trouble with ${key}`,
      statement: `Something with ${key}.`,
      settledBy: 'A test.',
    });
    await by('factor.grade', { key, grade: 'supported', evidenceFor: ['It was seen.'], reason: 'Seen.' });
  }
  await by('measure.add', { key: 'restart', title: 'Restarts', description: 'Every morning.' });
  await by('criterion.add', {
    key: 'quiet',
    title: 'No site down',
    metric: 'sites.downNow',
    comparator: 'at most',
    threshold: 0,
  });
  await by('incident.respond', { to: 'mitigating', note: 'Restarts.' });
  await by('incident.respond', { to: 'restored', note: 'It works.' });
  await running.app.engine.settle();
}

async function signedIn(
  browser: Browser,
  running: RunningConsole,
  name: string,
  roles: readonly Role[],
): Promise<Page> {
  const email = `${name.split(' ')[0]?.toLowerCase()}@example.org`;
  const link = (await runVerb(allVerbs, running.context, 'staff.invite', { name, email, roles })) as {
    path: string;
  };
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    javaScriptEnabled: false,
  });
  const page = await context.newPage();
  await page.goto(running.app.address + link.path);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  return page;
}

const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Save' }).click();

/** Goes to a screen, follows a link to a form, fills it and saves. */
async function fill(page: Page, link: string, fields: Record<string, string>): Promise<void> {
  await page.getByRole('link', { name: link }).first().click();
  for (const [label, text] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: false }).first();
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(text);
    else await field.fill(text);
  }
  await save(page);
  const problem = page.locator('.nhsuk-error-summary');
  if ((await problem.count()) > 0) throw new Error(`${link}: ${await problem.first().innerText()}`);
}

async function noSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(wide, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}

describeWithBrowser('a review in the browser', (browser) => {
  let running: RunningConsole;
  let lead: Page;
  let author: Page;
  let reviewer: Page;
  let director: Page;
  let publisher: Page;
  let links: string[] = [];
  let reading: Awaited<ReturnType<typeof visitor>> | undefined;
  const at = async (page: Page, path: string) => {
    const response = await page.goto(`${running.app.address}${path}`);
    expect(response?.status(), path).toBe(200);
  };

  beforeAll(async () => {
    running = await startConsole();
    await givenIncident(running);
    lead = await signedIn(browser(), running, 'Lena Marsh', ['incident lead']);
    author = await signedIn(browser(), running, 'Arno Bell', ['communications author', 'engineer']);
    reviewer = await signedIn(browser(), running, 'Rae Quill', ['reviewer']);
    director = await signedIn(browser(), running, 'Dora Finch', ['approver']);
    publisher = await signedIn(browser(), running, 'Pia Stone', ['approver']);
  }, 120_000);
  afterAll(async () => {
    for (const page of [lead, author, reviewer, director, publisher]) await page?.context().close();
    await running?.stop();
  });

  it('is run from its commission to its publication by five people without JavaScript', async () => {
    await at(lead, home);
    await lead.getByRole('link', { name: 'Review', exact: true }).click();
    await lead.getByRole('button', { name: 'Commission a review' }).click();
    await lead.getByLabel('Independent reviewer').fill('Ola Reed');
    await lead.getByLabel('Reviewer organisation').fill('Another board');
    await lead.getByLabel('Due by').fill('2026-06-30');
    await lead.getByLabel('Terms of reference').fill('What happened, and what must change.');
    await save(lead);
    expect(await lead.locator('.nhsuk-error-summary').innerText()).toContain(
      'The reviewer is not independent',
    );
    await lead.getByLabel('Independent reviewer').fill('Rae Quill');
    await save(lead);

    await at(reviewer, `${home}/review/reviewer`);
    await fill(reviewer, 'Declare your interests', { Interests: 'None.' });
    await at(lead, `${home}/review`);
    await fill(lead, 'Go on to evidence', { Note: 'Begin.' });
    await fill(lead, 'Go on to analysis', { Note: 'Enough to begin.' });
    expect(await lead.locator('#next').locator('..').innerText()).toContain('Not written yet: Summary');

    for (const [title, text] of parts) {
      await at(author, `${home}/review/report`);
      await author.getByRole('link', { name: title, exact: true }).click();
      await author.getByLabel('Text').fill(text);
      if (title === 'Summary') {
        await author.getByRole('button', { name: 'Preview' }).click();
        expect(await author.locator('.allclear-preview').innerText()).toContain('6 of 12 practices');
      }
      await save(author);
    }
    await at(lead, `${home}/review/report`);
    await fill(lead, 'Leave a phrase out', {
      Target: 'Jo Blythe',
      Reason: 'names a person who has not agreed',
    });
    await at(author, `${home}/review/evidence`);
    await author.getByRole('link', { name: 'Keep what a person says' }).click();
    await author.getByLabel('Kind').selectOption('where we got lucky');
    await author.getByLabel('Said by').fill('A practice manager');
    await author.getByLabel('Text', { exact: true }).fill('We had printed the list by chance.');
    await author.getByLabel('They have read this text').check();
    await author.getByLabel('They agree that it is published').check();
    await save(author);
    await fill(author, 'Gather what is new', {});
    await at(lead, `${home}/review`);
    await fill(lead, 'Go on to accuracy check', { Note: 'Written.' });

    await at(lead, `${home}/review/accuracy`);
    await lead.getByRole('button', { name: 'Ask, and show the links' }).click();
    links = (await lead.locator('.allclear-token').allInnerTexts()).map((text) => text.trim());
    expect(links).toHaveLength(6);
    await answers(browser(), links);
    await at(lead, `${home}/review/accuracy`);
    await fill(lead, 'Deal with it', {
      Outcome: 'accepted in part',
      Text: 'The second time was ours to add.',
    });
    for (const practice of ['G99003', 'G99004', 'G99005', 'G99006'])
      await asPerson(running, 'Des Moor', 'review.accuracy-answer', {
        practice,
        verdict: 'agree',
        saidBy: 'Reception',
      });

    await at(reviewer, `${home}/review/reviewer`);
    await fill(reviewer, 'Make a comment', { About: 'Timeline', Text: 'Say when it was first known.' });
    await at(lead, `${home}/review`);
    await fill(lead, 'Go on to independent review', { Note: 'Answered.' });
    await at(author, `${home}/review/reviewer`);
    await fill(author, 'Answer it', { Disposition: 'accepted', Text: 'It is said now.' });
    await at(reviewer, `${home}/review/reviewer`);
    await fill(reviewer, 'Give your statement', { Text: 'I had everything that I asked for.' });
    await at(lead, `${home}/review`);
    await fill(lead, 'Propose an action', {
      Statement: 'Spread the morning load over two concentrators.',
      Factors: 'capacity',
      Type: 'prevent',
      Strength: 'design change',
      'Owner organisation': 'The supplier',
      Owner: 'Uma Vale',
      'Due on': '2026-05-20',
      'Check on': '2026-06-01',
      'How shown': 'No morning is slow.',
      'Baseline (optional)': 'Every morning is slow.',
    });
    await fill(lead, 'Accept action 1', {});
    await at(director, `${home}/review`);
    await fill(director, 'Accept the review', { Organisation: 'The Board', Note: 'Accepted.' });
    await at(publisher, `${home}/review`);
    await fill(publisher, 'Publish the review', {});
  }, 240_000);

  it('is read by everybody, downloaded, and printed', async () => {
    const { page, context } = await visitor(browser(), 390);
    await at(page, `/incidents/${slug}`);
    await page.getByRole('link', { name: 'Read the review (version 1)' }).click();
    const text = await page.locator('main').innerText();
    for (const said of [
      '6 of 12 practices',
      '[Redacted: names a person who has not agreed] saw it first',
      '6 were asked, 5 agreed, 1 asked for a correction, and 0 did not answer',
      'Say when it was first known.',
      'I had everything that I asked for.',
      'Spread the morning load',
      'We had printed the list by chance. (A practice manager)',
    ])
      expect(text).toContain(said);
    expect(text).not.toContain('Jo Blythe');
    const document = await context.request.get(`${running.app.address}/incidents/${slug}/review/1.docx`);
    expect(document.headers()['content-type']).toContain('wordprocessingml');
    expect((await document.body()).subarray(0, 2).toString()).toBe('PK');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.nhsuk-skip-link').isVisible()).toBe(false);
    await context.close();
  }, 60_000);

  it('tells whoever declares the next incident which actions are not shown to work yet', async () => {
    const typed = new URLSearchParams({ components: 'concentrator=VPN-A', look: 'yes' });
    await at(lead, `/console/do/incident.declare?${typed}`);
    const related = await lead.locator('#related').locator('..').innerText();
    expect(related).toContain('From its review, not shown to work: 1 action');
    expect(related).toMatch(
      /Spread the morning load over two concentrators\. \(INC-\S+, accepted, Uma Vale, due/,
    );
    expect(related).not.toContain('Everything that was to be done there is done');
  }, 60_000);

  it('keeps secrets in the links: another one shows nothing', async () => {
    const { page, context } = await visitor(browser(), 390);
    const [first = ''] = links;
    const wrong = await page.goto(`${first.slice(0, -3)}abc`);
    expect(wrong?.status()).toBe(404);
    expect(await page.locator('main').innerText()).toContain('This link does not work');
    const right = await page.goto(first);
    expect(right?.headers()).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(await page.locator('main').innerText()).not.toContain('G99002');
    await context.close();
  }, 60_000);

  const screens: readonly [name: string, path: string][] = [
    ['review', `${home}/review`],
    ['review-evidence', `${home}/review/evidence`],
    ['review-evidence-item', `${home}/review/evidence/10`],
    ['review-report', `${home}/review/report`],
    ['review-section', `${home}/review/sections/summary`],
    ['review-accuracy', `${home}/review/accuracy`],
    ['review-reviewer', `${home}/review/reviewer`],
    ['review-board', `${home}/review/board`],
    ['review-service-report', `${home}/review/service-report`],
    ['actions', '/console/actions'],
    ['action-form', `/console/do/action.propose?incident=${slug}`],
  ];
  const pages: readonly [name: string, path: string][] = [
    ['public-review', `/incidents/${slug}/review`],
    ['public-review-version', `/incidents/${slug}/review/1`],
    ['public-actions', '/actions'],
  ];

  it('fits a screen of 320 pixels', async () => {
    await author.setViewportSize({ width: 320, height: 640 });
    for (const [screen, path] of screens) {
      await at(author, path);
      await takeScreenshot(author, `${screen}-320`);
      await noSidewaysScroll(author);
    }
    const { page, context } = await visitor(browser(), 320);
    for (const [screen, path] of [...pages, ['check', new URL(links[0] ?? '').pathname] as const]) {
      await at(page, path);
      await takeScreenshot(page, `${screen}-320`);
      await noSidewaysScroll(page);
    }
    await context.close();
  }, 60_000);

  describe.each([
    ['390', 390],
    ['1280', 1280],
  ])('at %s pixels', (name, width) => {
    it.each(screens)(
      'the screen %s has no accessibility fault and does not scroll sideways',
      async (screen, path) => {
        await author.setViewportSize({ width, height: 900 });
        await at(author, path);
        await takeScreenshot(author, `${screen}-${name}`);
        await expectAxeClean(author);
        await expectAxeCleanInDark(author);
        await noSidewaysScroll(author);
      },
      60_000,
    );

    it.each(pages)(
      'the page %s has no accessibility fault and does not scroll sideways',
      async (screen, path) => {
        reading ??= await visitor(browser(), width);
        const { page } = reading;
        await page.setViewportSize({ width, height: 844 });
        await at(page, path);
        await takeScreenshot(page, `${screen}-${name}`);
        await expectAxeClean(page);
        await noSidewaysScroll(page);
      },
      60_000,
    );

    it('the check of a practice has no accessibility fault, with an answer, a mistake, or a dead link', async () => {
      const { page, context } = await visitor(browser(), width);
      const [first = ''] = links;
      await page.goto(first);
      await takeScreenshot(page, `check-${name}`);
      await expectAxeClean(page);
      await noSidewaysScroll(page);
      await page.goto(`${first}x`);
      await expectAxeClean(page);
      await context.close();
    }, 60_000);
  });
});

async function visitor(browser: Browser, width: number): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ viewport: { width, height: 844 }, javaScriptEnabled: false });
  return { page: await context.newPage(), context };
}

/** One practice agrees, by keyboard; another one forgets its name, keeps what it typed, and asks for a correction. */
async function answers(browser: Browser, links: readonly string[]): Promise<void> {
  const { page, context } = await visitor(browser, 320);
  await page.goto(links[0] ?? '');
  await page.getByLabel('Yes, this is right').focus();
  await page.keyboard.press('Space');
  await page.getByLabel('Your name and what you do').fill('Jo, practice manager');
  await page.keyboard.press('Enter');
  await page.getByText('We have your answer.').waitFor();
  await page.goto(links[1] ?? '');
  await page.getByLabel('No, please correct it').check();
  await page.getByLabel('What is not right?').fill('It failed twice.');
  await page.getByRole('button', { name: 'Send your answer' }).click();
  await page.locator('.nhsuk-error-summary').waitFor();
  await takeScreenshot(page, 'check-mistake-320');
  await expectAxeClean(page);
  expect(await page.getByLabel('What is not right?').inputValue()).toBe('It failed twice.');
  await page.getByLabel('Your name and what you do').fill('Sam, reception');
  await page.getByRole('button', { name: 'Send your answer' }).click();
  await page.getByText('You asked us to correct this: It failed twice.').waitFor();
  await context.close();
}
