import type { Browser, BrowserContext, Page } from 'playwright-core';
import { allVerbs } from '#app';
import { runVerb } from '#platform/verbs';
import type { RunningConsole } from '../support/console.ts';

// People at their browsers, and what is there before they begin.

export const password = 'gravel-lantern-otter-42';

export async function newPerson(browser: Browser, javaScriptEnabled: boolean): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled });
}

/** Uses a one-time link and ends on the screen Now. */
export async function accept(
  page: Page,
  address: string,
  who?: { name: string; email: string },
): Promise<void> {
  await page.goto(address);
  if (who) {
    await page.getByLabel('Full name').fill(who.name);
    await page.getByLabel('Email address').fill(who.email);
  }
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
}

/** Invites a person as the administrator; returns the address that the screen shows once. */
export async function invite(
  page: Page,
  base: string,
  who: { name: string; email: string; roles: string[] },
): Promise<string> {
  await page.goto(`${base}/console/staff`);
  await page.getByRole('button', { name: 'Invite a person' }).click();
  await page.getByLabel('Name').fill(who.name);
  await page.getByLabel('Email').fill(who.email);
  for (const role of who.roles) await page.getByLabel(role, { exact: true }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  return (await page.locator('#link').innerText()).trim();
}

export interface Team {
  lead: Page;
  approver: Page;
  /** Closes every window. */
  leave(): Promise<void>;
}

/** An incident lead who also works at the desk, and an approver, each signed in at a browser of their own. */
export async function givenTeam(
  running: RunningConsole,
  browser: Browser,
  javaScript: boolean,
): Promise<Team> {
  const base = running.app.address;
  const open = async (): Promise<Page> => (await newPerson(browser, javaScript)).newPage();
  const admin = await open();
  await accept(admin, await running.firstLink(), { name: 'Robin Admin', email: 'robin@example.org' });
  const join = async (name: string, roles: string[]): Promise<Page> => {
    const email = `${name.split(' ')[0]?.toLowerCase()}@example.org`;
    const link = await invite(admin, base, { name, email, roles });
    const page = await open();
    await accept(page, link);
    return page;
  };
  const lead = await join('Lee Lead', ['incident lead', 'desk']);
  const approver = await join('Ash Approver', ['approver', 'communications author']);
  return {
    lead,
    approver,
    async leave() {
      for (const page of [admin, lead, approver]) await page.context().close();
    },
  };
}

/** Runs a verb as the system. */
export const verbOf =
  ({ context }: RunningConsole) =>
  (name: string, input: Record<string, unknown>): Promise<unknown> =>
    runVerb(allVerbs, context, name, input);

export const slug = 'connections-drop';
export const incidentPath = `/console/incidents/${slug}`;

/** A declared incident with an update, made by verbs. */
export async function givenIncident(running: RunningConsole): Promise<void> {
  const run = verbOf(running);
  await run('incident.declare', {
    title: 'Connections drop',
    slug,
    summary: 'Practices in Amberwick lose their connection.',
    itSeverity: 2,
    startedAt: '2026-04-20T07:00:00+01:00',
    symptomWords: ['internet', 'vpn'],
  });
  await run('command.group', { incident: slug, group: 'technical', purpose: 'Find out why' });
  await run('command.assign', { incident: slug, group: 'technical', role: 'lead', person: 'Toni Tech' });
  await run('command.action', {
    incident: slug,
    group: 'technical',
    text: 'Ask the supplier',
    owner: 'Toni Tech',
  });
  await run('factor.add', {
    incident: slug,
    key: 'firmware',
    title: 'Firmware',
    statement: 'It restarts.',
    settledBy: 'Logs',
  });
  await run('nextstep.add', { incident: slug, text: 'Move sites' });
  await run('advice.propose', { incident: slug, kind: 'do', text: 'Keep paper forms ready' });
  await run('update.draft', {
    incident: slug,
    title: 'First news',
    body: 'So far {{claim practices.affectedNow}} are affected.',
  });
  await running.app.engine.settle();
}

/** Waits until the page hears of changes as they happen. */
export async function connected(page: Page): Promise<void> {
  // Not waitForFunction: what it evaluates again and again inside the page, the content policy refuses.
  const state = 'document.querySelector("turbo-stream-source")?.streamSource?.readyState === 1';
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await page.evaluate(state)) return;
    await page.waitForTimeout(100);
  }
  throw new Error(`${page.url()} is not connected to the live stream.`);
}

/** The id of the element that has the focus. */
export const focusedId = (page: Page): Promise<string> => page.evaluate('document.activeElement?.id ?? ""');

/** The screen was brought up to date as when something changes elsewhere. */
export const refreshed = (page: Page): Promise<void> =>
  page.evaluate(`new Promise((resolve) => {
    addEventListener('turbo:morph', () => resolve(), { once: true });
    const stream = document.createElement('turbo-stream');
    stream.setAttribute('action', 'refresh');
    document.body.append(stream);
  })`);
