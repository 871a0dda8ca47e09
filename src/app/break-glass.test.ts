import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breakGlass } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { startConsole } from '../../test/support/console.ts';
import { csrfIn } from '../../test/support/console-client.ts';
import { givenIncident } from '../../test/support/incidents.ts';
import { runCommand, startServer } from '../../test/support/server-process.ts';
import { allVerbs } from './verbs.ts';

/** Uses a one-time link as a browser without scripts would; returns where it leads and the cookie of the session. */
async function open(link: string): Promise<{ location: string | null; cookie: string }> {
  const page = await fetch(link);
  const guest = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const answer = await fetch(link, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      origin: new URL(link).origin,
      cookie: guest,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ csrf: csrfIn(await page.text()) }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { location: answer.headers.get('location'), cookie };
}

describe('break-glass', () => {
  it('lets somebody on the server in while the identity provider cannot be reached, and says so on every screen', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'allclear-test-glass-'));
    const server = await startServer(dataDir, {
      ALLCLEAR_PUBLIC_URL: 'https://status.example.org',
      ALLCLEAR_OIDC_ISSUER: 'https://login.example.invalid/tenant',
      ALLCLEAR_OIDC_CLIENT_ID: 'allclear',
      ALLCLEAR_OIDC_CLIENT_SECRET: 'secret',
    });
    try {
      const refused = await runCommand(dataDir, ['staff', 'break-glass', '--reason', 'short']);
      expect(refused.code).toBe(2);
      const made = await runCommand(dataDir, [
        'staff',
        'break-glass',
        '--reason',
        'The identity provider does not answer',
        '--as',
        'Nia Night',
        '--json',
      ]);
      expect(made.code, made.err).toBe(0);
      expect(made.err).toContain('a break-glass link was made');
      const { path } = JSON.parse(made.out) as { path: string };
      const { location, cookie } = await open(`${server.url}${path}`);
      expect(location).toBe('/console');
      const now = await (await fetch(`${server.url}/console`, { headers: { cookie } })).text();
      expect(now).toContain('Break-glass access was used');
      expect(now).toContain('Break-glass (Nia Night)');
      const staff = await fetch(`${server.url}/console/staff`, { headers: { cookie } });
      expect(staff.status).toBe(200);
      const audit = await (
        await fetch(`${server.url}/console/audit?text=break-glass`, { headers: { cookie } })
      ).text();
      expect(audit).toContain('The identity provider does not answer');
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 120_000);

  it('stands on the timeline of every open incident, when it is prepared and when it is used', async () => {
    const running = await startConsole();
    try {
      await givenIncident(running.context);
      const link = await breakGlass(running.context, { reason: 'Everybody is locked out' });
      await open(`${running.app.address}${link.path}`);
      await running.app.engine.settle();
      const shown = (await runVerb(allVerbs, running.context, 'incident.show', {
        incident: 'firewalls',
      })) as {
        timeline: { text: string; public: boolean; actor: string }[];
      };
      const told = shown.timeline.filter(({ text }) => /break-glass/i.test(text));
      expect(told).toEqual([
        expect.objectContaining({
          public: false,
          actor: 'Allclear',
          text: expect.stringContaining('because: Everybody is locked out'),
        }),
        expect.objectContaining({
          public: false,
          text: expect.stringMatching(/^Break-glass \(.*\) came in as an administrator$/),
        }),
      ]);
    } finally {
      await running.stop();
    }
  });
});
