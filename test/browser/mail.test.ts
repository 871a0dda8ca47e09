import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailHtml } from '#connectors';
import { updateNotice } from '#publishing';
import { givenParcel } from '../support/parcel.ts';
import { describeWithBrowser, expectAxeClean, takeScreenshot } from './support.ts';

const notice = updateNotice(
  { slug: 'firewalls', title: 'Firewalls drop their connection' },
  {
    number: 4,
    kind: 'correction',
    corrects: 3,
    title: 'Almost all practices have moved',
    body: '## What we know\n\n{{claim a}}.\n\n- Please report problems.\n- We answer them all.\n\n> no calls since 10:30am\n\n| Area | Moved |\n|---|---|\n| Amberwick | 12 |',
    nextUpdateDueAt: new Date('2026-04-21T09:00:00Z'),
  },
  ['Almost all practices have moved (181 of 185)'],
);

describeWithBrowser('the HTML of a mail', (browser) => {
  let page: Page;
  beforeAll(async () => {
    page = await browser().newPage({ viewport: { width: 320, height: 800 } });
  });
  afterAll(() => page.close());

  it.each([
    ['with-styles', (html: string) => html],
    ['without-styles', (html: string) => html.replaceAll(/ style="[^"]*"/g, '')],
  ])('fetches nothing, fits a telephone and is free of axe faults, %s', async (name, change) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const { subject, body, html } = notice;
    await page.setContent(
      change(mailHtml(givenParcel({ subject, body, html: html ?? null }), 'Northmarsh and Downs Board')),
    );
    await takeScreenshot(page, `mail-${name}`);
    expect(asked.filter((url) => url.startsWith('http'))).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(await page.locator('h1').innerText()).toContain('Firewalls drop their connection');
    await expectAxeClean(page);
  });
});
