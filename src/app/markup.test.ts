import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, localOperator, type Role, staffRoles } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, required } from '#platform/errors';
import { runVerb, type Verb } from '#platform/verbs';
import { type RunningConsole, startConsole } from '../../test/support/console.ts';
import { asAdministrator, type Client, consoleOptions, csrfIn } from '../../test/support/console-client.ts';
import type { TestContext } from '../../test/support/database.ts';
import { markupFaults, nastyForm, nastyInput, nastyText } from '../../test/support/markup.ts';
import { readPermissions } from './console.ts';
import { allVerbs } from './verbs.ts';

const verbNamed = (name: string): Verb =>
  required(
    allVerbs.find((verb) => verb.name === name),
    name,
  );
const incident = 'firewalls';
const call = { source: 'desk', externalId: 'INC0001' };
const due = '2026-04-20T16:00:00Z';

/**
 * Every change in an order in which each is possible, with what its text must be for it to be; everything else that is
 * text is markup.
 */
const story: readonly [verb: string, given?: Record<string, unknown>, as?: Role][] = [
  [
    'incident.declare',
    {
      slug: incident,
      itSeverity: 2,
      components: [{ key: 'town', value: nastyText }],
      candidate: undefined,
      eprrType: undefined,
    },
  ],
  ['incident.describe', { incident, itSeverity: 2 }],
  ['estate.set-attribute', { siteCode: 'G99001-1', key: 'firmware', from: '2026-04-20T07:00:00Z' }],
  ['incident.note', { incident, public: true }],
  ['command.group', { incident }],
  ['command.assign', { incident }],
  ['command.action', { incident, due }],
  ['command.action-done', { incident, number: 1 }],
  ['command.release', { incident }],
  ['factor.add', { incident, key: 'firmware' }],
  ['factor.grade', { incident, key: 'firmware', grade: 'confirmed' }],
  ['measure.add', { incident, key: 'restrict', promise: undefined }],
  ['measure.end', { incident, key: 'restrict' }],
  ['nextstep.add', { incident, due }],
  [
    'call.import',
    {
      source: nastyText.slice(0, 40),
      syncedAt: undefined,
      calls: [
        {
          externalId: nastyText,
          openedAt: '2026-04-20T07:00:00Z',
          shortDescription: nastyText,
          description: nastyText,
          siteText: nastyText,
          status: nastyText,
          callerName: nastyText,
          channel: nastyText.slice(0, 30),
        },
      ],
    },
  ],
  ['call.confirm', { incident, ...call }],
  ['call.undo', { incident, ...call }],
  ['migration.start', { incident, key: 'second', from: 'VPN-A', to: 'VPN-B' }],
  ['migration.plan', { incident, sites: ['G99001-1', 'G99002-1'], plannedFor: due }],
  ['migration.cannot-move', { incident, site: 'G99002-1' }],
  ['contact.record', { incident, site: 'G99001-1', answered: true, channel: '<b>phone</b>' }],
  [
    'recovery.report',
    { incident, practice: 'G99001', state: 'recovering', fixed: 'no', notFixedAt: ['G99001-1'] },
  ],
  ['advice.propose', { incident, kind: 'do' }],
  ['advice.approve', { incident, number: 1 }, 'clinical safety lead'],
  [
    'update.draft',
    {
      incident,
      body: `${nastyText}\n\n[link](javascript:alert(3)) <b>bold</b>\n\n![x](https://evil.example/x.png)`,
      nextUpdateDue: due,
      corrects: undefined,
    },
  ],
  ['update.submit', { incident, number: 1 }],
  ['update.approve', { incident, number: 1, override: nastyText }, 'incident lead'],
  ['update.publish', { incident, number: 1 }],
  ['update.draft', { incident, body: nastyText, nextUpdateDue: due, corrects: undefined }],
  ['incident.respond', { incident, to: 'mitigating' }],
  [
    'review.commission',
    {
      incident,
      dueBy: due,
      // Nobody that the incident knows, nor reports to anybody whom it knows.
      independentReviewer: 'Quill</td><script>quill()</script>',
      reviewerOrganisation: `Other ${nastyText}`,
      reviewerAddress: 'quill@example.org',
      reportsTo: ['Elsewhere</li><script>elsewhere()</script>'],
    },
  ],
  ['staff.invite', { email: 'nasty@example.org', name: nastyText, roles: ['viewer'] }],
];

describe('script in every text field of every verb', () => {
  let running: RunningConsole;
  let context: Context;
  let client: Client;

  const acting = (role?: Role): Context => {
    const actor: Actor = role
      ? { kind: 'person', name: `${nastyText} ${role}`.slice(0, 90), roles: [role] }
      : localOperator(`<b>${nastyText}</b>`);
    return { ...context, actor };
  };

  beforeAll(async () => {
    running = await startConsole();
    context = running.context;
    const options = await consoleOptions(context as TestContext, {
      verbs: allVerbs,
      permissions: await readPermissions(),
      settle: () => running.app.engine.settle(),
    });
    client = await asAdministrator(context as TestContext, options);
    await runVerb(allVerbs, context, 'staff.roles', { email: 'robin@example.org', roles: [...staffRoles] });
    for (const [name, given, role] of story) {
      const input = nastyInput(verbNamed(name), given);
      const known = Object.entries(input).filter(([, value]) => value !== undefined);
      await runVerb(allVerbs, acting(role), name, Object.fromEntries(known)).catch((error: unknown) => {
        throw new Error(
          `${name} did not take it: ${error instanceof AllclearError ? JSON.stringify(error) : error}`,
        );
      });
      await running.app.engine.settle();
    }
    await running.app.engine.tick();
  });
  afterAll(() => running?.stop());

  it('would be seen if it went through: what looks for it finds it', () => {
    expect(markupFaults(`<p>${nastyText}</p>`)).toHaveLength(3);
    expect(markupFaults('<a href="javascript:alert(1)">x</a>')).toHaveLength(1);
    expect(markupFaults('<p title="a" onclick=alert(1)>x</p>')).toHaveLength(1);
  });

  it('comes back as text from the form of every verb, taken or refused', async () => {
    const csrf = csrfIn(await (await client.get('/console/account')).text());
    for (const verb of allVerbs) {
      const typed = nastyForm(verb);
      const response = await client.post(`/console/do/${verb.name}`, { ...typed, back: nastyText }, { csrf });
      expect(response.status, verb.name).toBeLessThan(500);
      const html = await response.text();
      expect(markupFaults(html), verb.name).toEqual([]);
      const query = new URLSearchParams(typed);
      expect(
        markupFaults(await (await client.get(`/console/do/${verb.name}?${query}`)).text()),
        verb.name,
      ).toEqual([]);
    }
  });

  it('is text on every page of the console that a link leads to', async () => {
    const seen = new Map<string, boolean>();
    const shapes = new Map<string, number>();
    const waiting = ['/console'];
    for (let path = waiting.pop(); path !== undefined && seen.size < 250; path = waiting.pop()) {
      if (seen.has(path)) continue;
      const shape = path.replace(/\?.*/, '').replace(/\d+/g, 'N');
      shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
      if ((shapes.get(shape) ?? 0) > 3) continue;
      const response = await client.get(path);
      const html = await response.text();
      seen.set(path, html.includes('&lt;script&gt;'));
      expect(response.status, path).toBeLessThan(500);
      if (!response.headers.get('content-type')?.startsWith('text/html')) continue;
      expect(markupFaults(html), path).toEqual([]);
      for (const [, href = ''] of html.matchAll(/href="(\/console[^"#]*)/g))
        waiting.push(href.replaceAll('&amp;', '&'));
    }
    expect(seen.size).toBeGreaterThan(60);
    const withText = [...seen].filter(([, shown]) => shown).map(([path]) => path);
    expect(withText.length).toBeGreaterThan(10);
    expect(withText).toContain(`/console/incidents/${incident}`);
  });

  it('is text on every public page, in its feeds, and in the answer to a search', async () => {
    await running.app.publisher.publish(context);
    const { snapshot } = required(running.app.publisher.current(), 'the publication');
    const documents = [...snapshot.files.values()].filter(({ contentType }) => /html|xml/.test(contentType));
    expect(documents.length).toBeGreaterThan(15);
    const shown = documents.filter(({ path, body }) => {
      expect(markupFaults(body.toString()), path).toEqual([]);
      return body.toString().includes('&lt;script&gt;');
    });
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.map(({ path }) => path)).toContain(`/incidents/${incident}`);
    const search = await fetch(`${running.app.address}/practices?q=${encodeURIComponent(nastyText)}`);
    expect(markupFaults(await search.text())).toEqual([]);
    for (const { contentType } of snapshot.files.values()) expect(contentType).not.toBe('');
  });

  it('is nowhere an attribute or an address that was not meant: links of updates lead to the web alone', async () => {
    const page = await (await client.get(`/console/incidents/${incident}/updates/1`)).text();
    expect(page).toContain('Approved under emergency override');
    expect(page).not.toMatch(/href="javascript:|<b>bold/);
    expect(page).not.toContain('src="https://evil.example');
  });
});
