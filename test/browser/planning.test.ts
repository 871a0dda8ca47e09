import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importEstate } from '#estate';
import { type MovePlan, planningVerbs, runPlanning } from '#planning';
import type { Actor } from '#platform/auth';
import { AllclearError } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import { importReadings } from '#telemetry';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { givenIncident } from '../support/incidents.ts';
import { describeWithBrowser, expectAxeClean, expectAxeCleanInDark, takeScreenshot } from './support.ts';

const password = 'gravel-lantern-otter-42';
const sizes: readonly [name: string, width: number, height: number][] = [
  ['narrow', 320, 700],
  ['phone', 390, 844],
  ['desk', 1280, 900],
];

const forecast = '/console/planning/forecast';
const whatIf = '/console/planning/what-if';
const question = `${whatIf}?grow=10&move=G99001-1+G99002-1+G99003-1&to=VPN-B&holdBackPercent=20`;

/** Three weeks of half hours of two working concentrators before the console's morning. */
async function givenLoad({ context }: RunningConsole): Promise<void> {
  const now = context.clock.now().getTime();
  const readings: unknown[] = [];
  const concentrators: unknown[] = [];
  for (let atMs = now - 24 * 86_400_000; atMs < now - 4 * 3_600_000; atMs += 900_000) {
    const at = new Date(atMs);
    const hour = (at.getUTCHours() + 1) % 24;
    const weekend = at.getUTCDay() % 6 === 0;
    const day = Math.floor((atMs - now) / 86_400_000);
    const mbps = (weekend ? 8 : 20 + 45 * Math.exp(-((hour - 8.5) ** 2) / 6)) * (1 + 0.01 * ((day * 7) % 5));
    for (let site = 1; site <= 12; site++) {
      const code = `G99${String(site).padStart(3, '0')}-1`;
      const figures = { inMbps: mbps * 0.8, outMbps: mbps * 0.2, lossPercent: 0.1, latencyMs: 20 };
      readings.push({ site: code, at: at.toISOString(), tunnel: 'up', ...figures });
    }
    concentrators.push({
      concentrator: 'VPN-A',
      at: at.toISOString(),
      inMbps: mbps * 9.8,
      outMbps: mbps * 2.5,
    });
  }
  await importReadings(context, { source: 'test', onFault: 'refuse', readings, concentrators });
  await importEstate(context, {
    fileName: 'concentrators.csv',
    bytes: new TextEncoder().encode(
      'code,name,data_centre,model,rated_mbps,rated_tunnels,rating_source,rating_date\nVPN-A,First concentrator,Amberwick DC,MX250,900,3000,Sizing guide,2026-03-01',
    ),
  });
}

const moves = '/console/incidents/tunnels/moves';

/** An incident with a plan of moves from VPN-A, which is crowded, to VPN-B; approved, with a step of its first wave ticked. */
async function givenMovePlan({ context }: RunningConsole): Promise<void> {
  await givenIncident(context, { slug: 'tunnels' });
  const incident = 'tunnels';
  await runVerb(planningVerbs, context, 'migration.start', {
    incident,
    key: 'second',
    title: 'Second',
    from: 'VPN-A',
    to: 'VPN-B',
  });
  await runVerb(planningVerbs, context, 'migration.cannot-move', {
    incident,
    site: 'G99001-1',
    reason: 'KPSN configuration',
  });
  const plan = (await runVerb(planningVerbs, context, 'moves.plan', {
    incident,
    seconds: 3,
    sitesAtMost: 3,
  })) as MovePlan;
  const other: Actor = { kind: 'person', name: 'Olive Other', roles: ['engineer'] };
  await runVerb(planningVerbs, { ...context, actor: other }, 'moves.approve', { incident, version: 1 });
  const site = plan.content.waves[0]?.moves[0]?.site;
  await runVerb(planningVerbs, context, 'moves.tick', { incident, version: 1, wave: 1, site });
}

/** Tells once of its best plan, and goes on until it is called off. */
const endless: Parameters<typeof runPlanning>[2] = (_, { signal, onProgress } = {}) =>
  new Promise((_resolve, reject) => {
    onProgress?.({ share: 0.71, shareBound: 0.702, moves: 9, movesBound: 8, seconds: 41 });
    signal?.addEventListener('abort', () => reject(new AllclearError('state.refused', 'Called off.')));
  });

describeWithBrowser('planning screens', (browser) => {
  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (how, javaScriptEnabled) => {
    let running: RunningConsole;
    let page: Page;
    beforeAll(async () => {
      running = await startConsole();
      await givenLoad(running);
      await givenMovePlan(running);
      page = await (await browser().newContext({ javaScriptEnabled })).newPage();
      await page.goto(await running.firstLink());
      await page.getByLabel('Full name').fill('Morgan Ashby');
      await page.getByLabel('Email address').fill('morgan@example.test');
      await page.getByLabel('New password').fill(password);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
    });
    afterAll(() => running?.stop());

    // Without script the screens are the same markup: one size is enough.
    it.each(javaScriptEnabled ? sizes : sizes.slice(1, 2))(
      'show what comes and what a change would do at the size %s',
      async (size, width, height) => {
        await page.setViewportSize({ width, height });
        for (const [name, path] of [
          ['forecast', forecast],
          ['what-if', whatIf],
          ['what-if-answer', question],
          ['moves', moves],
          ['moves-plan', `${moves}/1`],
          ['moves-wave', `${moves}/1/waves/1`],
        ] as const) {
          await page.goto(`${running.app.address}${path}`);
          await expectAxeClean(page);
          await expectAxeCleanInDark(page);
          const wide = await page.locator('html').evaluate((html) => html.scrollWidth > html.clientWidth);
          expect(wide, `${name} scrolls sideways at ${width}`).toBe(false);
          await takeScreenshot(page, `planning-${name}-${size}-${how.split(' ')[0]}`);
        }
      },
      120_000,
    );

    it('show how far a plan is that is being made, and call it off', async () => {
      const { context } = running;
      const run = (verb: string, more: object = {}) =>
        runVerb(planningVerbs, context, verb, { incident: 'tunnels', ...more });
      await run('moves.ask', { seconds: 120 });
      const going = runPlanning(context, 1, endless);
      await expect
        .poll(() => run('moves.planning'), { timeout: 10_000 })
        .toMatchObject({ progress: { moves: 9 } });
      for (const [size, width, height] of sizes) {
        await page.setViewportSize({ width, height });
        await page.goto(`${running.app.address}${moves}`);
        await page.getByText('of 120 seconds').waitFor();
        await page.getByText('9 sites to move; it cannot be fewer than 8').waitFor();
        await expectAxeClean(page);
        await expectAxeCleanInDark(page);
        const wide = await page.locator('html').evaluate((html) => html.scrollWidth > html.clientWidth);
        expect(wide, `the page scrolls sideways at ${width}`).toBe(false);
        await takeScreenshot(page, `planning-making-${size}-${how.split(' ')[0]}`);
      }
      await page.getByRole('link', { name: 'Look again' }).click();
      await page.getByRole('link', { name: 'Call it off' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('No plan came of what').waitFor();
      await going;
      await page.getByRole('link', { name: 'Make a plan' }).waitFor();
    }, 120_000);

    it('answer a form, and say what was wrong with it', async () => {
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${running.app.address}${forecast}`);
      await page.getByText('is not in sight').first().waitFor();
      await page.getByRole('link', { name: 'Ask what a change would do' }).click();
      await page.getByLabel('Sites that move').fill('G99001-1\nG99002-1, G99003-1');
      await page.getByRole('button', { name: 'Ask' }).click();
      await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
      await page.getByRole('link', { name: 'say where the sites move' }).waitFor();
      await page.getByLabel('Move them to').selectOption('VPN-B');
      await page.getByRole('button', { name: 'Ask' }).click();
      await page.getByText('3 sites would be elsewhere than now.').waitFor();
      await page.getByText('As a promise: This will keep the working-day peak of VPN-A below').waitFor();
      const row = page.getByRole('row', { name: /^VPN-B/ });
      expect(await row.innerText()).toContain('3');
    }, 90_000);
  });
});
