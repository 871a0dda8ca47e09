import { sql } from 'kysely';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allVerbs } from '#app';
import { runVerb } from '#platform/verbs';
import { type RunningConsole, startConsole } from '../support/console.ts';
import { givenIncident } from '../support/incidents.ts';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from './support.ts';

describeWithBrowser('subscribers and direct contact', (browser) => {
  let running: RunningConsole;
  let address: string;
  let open: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    // Nothing is sent: the outbox is read instead.
    running = await startConsole('stepped', {
      env: {
        ALLCLEAR_MAIL_URL: 'smtp://127.0.0.1:9',
        ALLCLEAR_MAIL_FROM: 'news@board.example',
        ALLCLEAR_WEBHOOK_SECRET: 'a secret of the whole installation, long enough',
      },
    });
    address = running.app.address;
    await givenIncident(running.context);
    await running.app.engine.settle();
    await running.app.publisher.publish(running.context);
    open = await contextOf(browser(), 320);
    page = await open.newPage();
  });
  afterAll(async () => {
    await open?.close();
    await running?.stop();
  });

  const contextOf = (of: Browser, width: number, dark = false): Promise<BrowserContext> =>
    of.newContext({
      viewport: { width, height: 900 },
      javaScriptEnabled: false,
      ...(dark ? { colorScheme: 'dark' as const } : {}),
    });
  const looks = async (of: Page, name: string): Promise<void> => {
    await takeScreenshot(of, name);
    await expectAxeClean(of);
    expect(await of.evaluate('document.documentElement.scrollWidth <= innerWidth'), name).toBe(true);
  };
  const press = async (of: Page, name: string): Promise<void> => {
    await of.getByRole('button', { name, exact: true }).click();
    await of.waitForLoadState();
  };
  const linkIn = async (part: string): Promise<string> => {
    const found = await sql<{
      text: string;
    }>`select body as text from notice order by id desc limit 1`.execute(running.context.db);
    return `${address}${new RegExp(`/subscribe/${part}/[\\w-]+`).exec(found.rows[0]?.text ?? '')?.[0]}`;
  };

  it('lead through the public pages on a phone, without scripts, from the footer to the end and back', async () => {
    await page.goto(`${address}/`);
    await page.getByRole('link', { name: 'Get updates by email or text' }).click();
    await looks(page, 'subscribe-form');
    await page.getByLabel('Email address, mobile number or web address').fill('not an address');
    await page.getByLabel('One practice').check();
    await press(page, 'Send me a message to confirm');
    await looks(page, 'subscribe-faults');
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.getByLabel('Email address, mobile number or web address').inputValue()).toBe(
      'not an address',
    );
    await page.getByLabel('Email', { exact: true }).check();
    await page.getByLabel('Email address, mobile number or web address').fill('jo@example.org');
    await page.getByLabel('Which practice').selectOption('G99001');
    await page.getByLabel('From').fill('22:00');
    await page.getByLabel('To', { exact: true }).fill('07:00');
    await press(page, 'Send me a message to confirm');
    await looks(page, 'subscribe-sent');
    await page.goto(await linkIn('confirm'));
    await looks(page, 'subscribe-confirm');
    await press(page, 'Confirm');
    await looks(page, 'subscribe-manage');
    expect(await page.textContent('main')).toContain('Not between 22:00 and 07:00');
    await page.getByLabel('An area or a town').check();
    await page.getByLabel('Which area or town').selectOption('me');
    await press(page, 'Save');
    expect(await page.textContent('main')).toContain('Medway area (ME)');
    await press(page, 'Stop all messages');
    await looks(page, 'subscribe-stopped');
    await press(page, 'Send messages again');
    expect(await page.textContent('main')).toContain('You will get messages again');
  });

  it('show the secret of a webhook once, where it is asked for', async () => {
    for (const width of [390, 1280]) {
      const look = await contextOf(browser(), width);
      const form = await look.newPage();
      await form.goto(`${address}/subscribe`);
      await form.getByLabel('Webhook, for another system').check();
      await form
        .getByLabel('Email address, mobile number or web address')
        .fill('https://receiver.example/hook');
      await form.getByLabel('Everything').check();
      await form.getByLabel('Planned work').check();
      await press(form, 'Send me a message to confirm');
      await looks(form, `subscribe-secret-${width}`);
      await form.goto(await linkIn('confirm'));
      await press(form, 'Confirm');
      await looks(form, `subscribe-webhook-${width}`);
      await press(form, 'Make a new secret');
      await looks(form, `subscribe-new-secret-${width}`);
      expect(await form.textContent('main')).toMatch(/whsec_[\w+/]{43}=/);
      await look.close();
    }
  });

  it('are managed in the console: a list looked at and added, addresses, a message to sites that have an answer', async () => {
    const console = await contextOf(browser(), 1280);
    const staff = await console.newPage();
    const invited = (await runVerb(allVerbs, running.context, 'staff.invite', {
      name: 'Com Author',
      email: 'com@example.org',
      roles: ['communications author'],
    })) as { path: string };
    await staff.goto(`${address}${invited.path}`);
    await staff.getByLabel('New password').fill('gravel-lantern-otter-42');
    await staff.getByRole('button', { name: 'Continue' }).click();
    await staff.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
    await staff.goto(`${address}/console/subscribers/contacts/import`);
    await staff
      .getByLabel('The list')
      .fill('ods_code,channel,address,name\nG99001,email,manager@surgery.example,Manager\nG99002,fax,1,');
    await press(staff, 'Show what it would do');
    await looks(staff, 'contacts-import-faults');
    await staff
      .getByLabel('The list')
      .fill('ods_code,channel,address,name\nG99001,email,manager@surgery.example,Manager');
    await press(staff, 'Show what it would do');
    await press(staff, 'Add 1 address');
    await looks(staff, 'contacts');
    const failing = await sql<{ id: string }>`select id from subscription`.execute(running.context.db);
    await runVerb(allVerbs, running.context, 'subscription.stop-failing', {
      recipientId: failing.rows[0]?.id,
      reason: '550 No such mailbox',
    });
    await staff.goto(`${address}/console/subscribers`);
    await staff.getByLabel('A part of the address').fill('jo');
    await press(staff, 'Find');
    expect(await staff.textContent('main')).toContain('550 No such mailbox');
    await looks(staff, 'subscribers');
    await staff.goto(`${address}/console/incidents/firewalls/direct`);
    await staff.getByLabel('Codes of the sites').fill('G99001-1\nG99002-1');
    await staff.getByLabel('Subject').fill('Your site cannot move');
    await staff.getByLabel('Message', { exact: true }).fill('We will ring you on Thursday.');
    await press(staff, 'Show whom it would reach');
    await looks(staff, 'direct-plan');
    await press(staff, 'Send to 1 address');
    expect(await staff.textContent('main')).toContain('0 of 2 sites answered');
    await staff.getByRole('link', { name: 'Note an answer for G99001-1' }).click();
    await staff.getByLabel('Channel').fill('phone');
    await staff.getByLabel('Summary').fill('They know.');
    await press(staff, 'Save');
    expect(await staff.textContent('main')).toContain('1 of 2 sites answered');
    await looks(staff, 'direct');
    await staff.setViewportSize({ width: 320, height: 900 });
    await looks(staff, 'direct-phone');
    await staff.emulateMedia({ colorScheme: 'dark' });
    await staff.goto(`${address}/console/subscribers`);
    await looks(staff, 'subscribers-phone-dark');
    await console.close();
  });
});
