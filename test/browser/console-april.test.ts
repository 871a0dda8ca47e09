import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { importCalls } from '#servicedesk';
import { importReadings } from '#telemetry';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { connected, givenTeam, verbOf } from './staff.ts';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from './support.ts';

// The incident of April 2026 in small: the same jobs in the same order, each done in the console by the person whose job it
// is. The estate, the readings and the desk's calls come in as they always do, by their intakes.

const path = '/console/incidents/practices-lose-their-connection';

describeWithBrowser('the April incident', (browser) => {
  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    'is run through the console %s',
    async (_how, javaScript) => {
      const running = await startConsole('live');
      const team = await givenTeam(running, browser(), javaScript);
      const { lead, approver } = team;
      for (const page of [lead, approver]) page.setDefaultTimeout(15_000);
      const go = (page: Page, to: string) => page.goto(`${running.app.address}${to}`);

      await declare(lead);
      await sortCalls(lead, go);
      await explainAndAct(lead, go);
      await publish(running, lead, approver, go);
      await withdrawnByLateCall(running, lead, go, javaScript);
      await standDown(running, lead, go);

      await go(lead, path);
      const story = await lead.locator('#timeline').locator('..').innerText();
      for (const told of [
        'Incident declared',
        'Possible factor: Firmware',
        'Factor supported: Firmware',
        'Update 1 published',
        'No longer true',
        "Response changed to 'stood down'",
      ])
        expect(story).toContain(told);
      await takeScreenshot(lead, `console-april-${javaScript ? 'js' : 'plain'}`);
      await expectAxeClean(lead);
      await team.leave();
      await running.stop();
    },
    120_000,
  );
});

type Go = (page: Page, to: string) => Promise<unknown>;

async function declare(lead: Page): Promise<void> {
  await lead.getByRole('link', { name: 'Declare it' }).click();
  await lead.getByLabel('Title').fill('Practices lose their connection');
  await lead.getByLabel('IT severity').fill('2');
  await lead.getByLabel('Symptom words').fill('internet\nvpn');
  await lead.getByLabel('Components').fill('concentrator=VPN-A');
  await lead.getByRole('button', { name: 'Look for earlier incidents' }).click();
  expect(await lead.getByLabel('Symptom words').inputValue()).toContain('vpn');
  await lead.getByText('No earlier incident has enough in common').waitFor();
  await lead.getByRole('button', { name: 'Save' }).click();
  await lead.getByRole('link', { name: 'Practices lose their connection' }).first().click();
  await lead.getByText('Investigating').waitFor();
}

/** The call without a practice gets one; what the rule suggests is confirmed; what does not belong is rejected. */
async function sortCalls(lead: Page, go: Go): Promise<void> {
  await go(lead, '/console/calls');
  await lead.getByRole('link', { name: /^Say who called.*INC0003/ }).click();
  await lead.getByLabel('Practice').fill('G99012');
  await lead.getByRole('button', { name: 'Save' }).click();
  await lead.getByText('Every call of the last 14 days is tied to a practice.').waitFor();
  const suggested = lead.locator('section', { has: lead.getByRole('heading', { name: /^Suggested/ }) });
  for (const box of await suggested.locator('input[type=checkbox]').all()) await box.check();
  await lead.getByRole('button', { name: 'Confirm the ticked calls' }).click();
  await lead.getByText('No call waits to be checked.').waitFor();
}

async function explainAndAct(lead: Page, go: Go): Promise<void> {
  const does = async (link: string, fields: Record<string, string>, choices: Record<string, string> = {}) => {
    await go(lead, path);
    await lead.getByRole('link', { name: link, exact: true }).first().click();
    for (const [label, value] of Object.entries(fields)) await lead.getByLabel(label).first().fill(value);
    for (const [label, value] of Object.entries(choices))
      await lead.getByLabel(label).first().selectOption(value);
    await lead.getByRole('button', { name: 'Save' }).click();
    await lead.getByRole('heading', { name: 'Timeline' }).waitFor();
  };
  await does('Set up a subgroup', { Group: 'technical', Purpose: 'Find out why' });
  await does('Add a factor', {
    Key: 'firmware',
    Title: 'Firmware',
    Statement: 'Firewalls restart by themselves.',
  });
  await does(
    'Grade Firmware',
    { 'Evidence for': 'G99001-1 restarted, see call INC0001', Reason: 'The logs show it' },
    { Grade: 'supported' },
  );
  await lead.getByRole('link', { name: 'G99001-1' }).first().waitFor();
  await does('Add a measure', {
    Key: 'restart',
    Title: 'Restart the firewalls',
    Description: 'Each affected firewall is restarted.',
    'Started at': '2026-04-20T08:20',
  });
  await does(
    'Add an exit criterion',
    { Key: 'all-up', Title: 'Every site is connected', Threshold: '0', 'Window hours': '1' },
    { Metric: 'sites.downNow', Comparator: 'at most' },
  );
  await does('Change the response', { Note: 'Firewalls are restarted' }, { To: 'mitigating' });
}

/** Written by one person, approved and published by another, with a figure that a later call can make untrue. */
async function publish(running: RunningConsole, lead: Page, approver: Page, go: Go): Promise<void> {
  await heartbeat(running);
  await go(lead, `${path}/updates/new`);
  await lead.getByLabel('Title').fill('Firewalls are being restarted');
  await lead.getByLabel('Text').fill('We restart each firewall that lost its connection.');
  await lead.getByLabel('Next update due').fill('2026-04-20T16:00');
  await lead.getByRole('button', { name: 'Insert calls.quietSince' }).click();
  await lead.getByRole('button', { name: 'Save the draft' }).click();
  await lead.getByText('The checks found nothing.').waitFor();
  await lead.getByRole('button', { name: 'Submit it for approval' }).click();
  await lead.getByText('somebody else has to approve it').waitFor();
  await go(approver, `${path}/updates/1`);
  await approver.getByRole('button', { name: 'Approve it' }).click();
  await approver.getByRole('button', { name: 'Publish it' }).click();
  await approver.getByRole('link', { name: 'See it in public' }).click();
  const inPublic = async (): Promise<string> => {
    await approver.reload();
    return approver.locator('main').innerText();
  };
  // The page is built when the publication is heard of: in a moment.
  await expect.poll(inPublic, { timeout: 10_000 }).toContain('no calls about this incident since');
}

/** A call that comes late makes a published sentence untrue: an open screen shows it, by itself where there is a script. */
async function withdrawnByLateCall(
  running: RunningConsole,
  lead: Page,
  go: Go,
  javaScript: boolean,
): Promise<void> {
  await go(lead, '/console/alerts');
  await lead.getByText('There is none.').waitFor();
  if (javaScript) await connected(lead);
  running.clock.advanceTo(new Date('2026-04-20T07:40:00Z'));
  const began = performance.now();
  await importCalls(running.context, {
    source: 'desk',
    calls: [
      {
        externalId: 'INC0009',
        openedAt: '2026-04-20T07:38:00Z',
        shortDescription: 'Internet down again, vpn not working',
        odsCode: 'G99001',
      },
    ],
  });
  const stored = performance.now();
  if (!javaScript) {
    await running.app.engine.settle();
    await lead.reload();
  }
  await lead.getByText("Update 1 says 'no calls about this incident since").first().waitFor();
  if (javaScript) {
    const seen = performance.now();
    process.stdout.write(
      `late call to open screen: ${Math.round(seen - stored)} ms after it was stored, ${Math.round(seen - began)} ms after it was sent\n`,
    );
  }
  await lead.getByRole('button', { name: /^I deal with it/ }).click();
  await lead.getByRole('cell', { name: 'Lee Lead' }).waitFor();
  await go(lead, `${path}/updates/1`);
  await lead.getByText('This has changed since.').first().waitFor();
}

async function standDown(running: RunningConsole, lead: Page, go: Go): Promise<void> {
  await allConnected(running);
  for (const to of ['monitoring', 'restored', 'stood down']) {
    await go(lead, path);
    await lead.getByRole('link', { name: 'Change the response' }).click();
    await lead.getByLabel('To', { exact: true }).selectOption(to);
    await lead.getByLabel('Note').fill('Every site is connected again');
    await lead.getByRole('button', { name: 'Save' }).click();
    await lead.getByText(`Response changed to '${to}'`).first().waitFor();
  }
}

const heartbeat = ({ context }: RunningConsole) => importCalls(context, { source: 'desk', calls: [] });

/** Every site is read as connected for an hour and more. */
async function allConnected(running: RunningConsole): Promise<void> {
  const sites = (await verbOf(running)('estate.sites', {})) as { code: string }[];
  for (const time of ['07:45', '07:50', '07:55', '08:00']) {
    running.clock.advanceTo(new Date(`2026-04-20T${time}:00Z`));
    await importReadings(running.context, {
      source: 'test',
      onFault: 'refuse',
      readings: sites.map(({ code }) => ({
        site: code,
        at: running.clock.now().toISOString(),
        tunnel: 'up',
        lossPercent: 0.1,
        latencyMs: 20,
      })),
    });
    await running.app.engine.tick();
  }
}
