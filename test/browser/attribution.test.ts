import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { allVerbs } from '#app';
import { analyse } from '#attribution';
import { runVerb } from '#platform/verbs';
import { createWorld } from '../support/attribution-worlds.ts';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { describeWithBrowser, expectAxeClean, expectAxeCleanInDark, takeScreenshot } from './support.ts';

// A result with two factors that compound, stored as attribution stores it, for an incident that is open.

const reference = 'abcdef012345';

async function givenSuggestions({ context, app }: RunningConsole): Promise<void> {
  const incident = (await runVerb(allVerbs, context, 'incident.declare', {
    ...{ title: 'Connections drop', slug: 'connections-drop', summary: 'They drop.', itSeverity: 2 },
    startedAt: new Date('2026-04-20T05:00:00Z'),
  })) as { id: number };
  await app.engine.settle();
  const result = analyse(createWorld('compounding', 2, { perSite: 1 }).question, 2);
  await sql`insert into attribution_input (sha256, body) values (repeat('a', 64), '')`.execute(context.db);
  const now = context.clock.now();
  const stored = await sql<{
    id: number;
  }>`insert into attribution_result (reference, incident_id, from_at, to_at,
      computed_at, version, input_sha256, automatic, said, result)
    values (${reference}, ${incident.id}, ${new Date('2026-04-13T00:00:00Z')}, ${now}, ${now}, '2', repeat('a', 64), true,
      'explained; circuit=KPSN; firmware=fw-9.4.1', ${JSON.stringify(result)}) returning id`.execute(
    context.db,
  );
  await sql`insert into outbox_event (type, at, data) values ('attribution.changed', ${now},
    ${JSON.stringify({ resultId: stored.rows[0]?.id, incidentId: incident.id })}::jsonb)`.execute(context.db);
  await app.engine.settle();
}

describeWithBrowser('what failing sites share', (browser) => {
  let running: RunningConsole;
  let page: Page;
  beforeAll(async () => {
    running = await startConsole();
    await givenSuggestions(running);
    const context = await browser().newContext({
      viewport: { width: 1280, height: 900 },
      javaScriptEnabled: false,
    });
    page = await context.newPage();
    await page.goto(await running.firstLink());
    await page.getByLabel('Full name').fill('Robin Admin');
    await page.getByLabel('Email address').fill('robin@example.org');
    await page.getByLabel('New password').fill('gravel-lantern-otter-42');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
    await sql`update staff set roles = array['administrator', 'engineer']`.execute(running.context.db);
    return async () => {
      await context.close();
      await running.stop();
    };
  }, 120_000);

  const screens = [
    ['answers', '/console/attribution'],
    ['answer', `/console/attribution/${reference}`],
    ['incident', '/console/incidents/connections-drop'],
  ] as const;

  for (const [name, path] of screens) {
    it.each([320, 390, 1280])(
      `${name}: no accessibility fault and no sideways scrolling at %i px`,
      async (width) => {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${running.app.address}${path}`);
        await expectAxeClean(page);
        await expectAxeCleanInDark(page);
        await takeScreenshot(page, `console-attribution-${name}-${width}`);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      },
    );
  }

  it('shows each picture with a table of the same figures', async () => {
    await page.goto(`${running.app.address}/console/attribution/${reference}`);
    const pictures = await page.locator('svg.allclear-chart').count();
    expect(pictures).toBeGreaterThanOrEqual(4);
    expect(await page.getByText('The same figures').count()).toBe(pictures);
    expect(await page.locator('#together-1').getAttribute('aria-describedby')).toBe('together-1-description');
    expect(await page.locator('#together-1-description').textContent()).toMatch(
      /If the two simply added, both would be/,
    );
  });

  it('takes a person from a suggestion to a factor, and from another to its rejection, without scripts', async () => {
    await page.goto(`${running.app.address}/console/incidents/connections-drop`);
    const panel = page.locator('section[aria-labelledby=shared]');
    await panel.getByRole('link', { name: 'Accept as a factor Firmware fw-9.4.1', exact: true }).click();
    await page.getByLabel('Reason').fill('It fits.');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Accept a suggestion as a contributing factor').waitFor();
    expect(await page.locator('section[aria-labelledby=factors]').innerText()).toContain('Firmware fw-9.4.1');
    await panel.getByRole('link', { name: 'Reject Circuit KPSN', exact: true }).click();
    await page.getByLabel('Reason').fill('The carrier tested them.');
    await page.getByRole('button', { name: 'Save' }).click();
    await panel.getByText('2 suggestions decided').click();
    expect(await panel.innerText()).toContain('rejected by Robin Admin');
    expect(await panel.innerText()).toContain('The carrier tested them.');
  });
});
