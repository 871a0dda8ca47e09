import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Bulletin, groupsOf } from '#publishing';
import { bulletin, incidentBulletin, publishedUpdate, stoppedClaim } from '../../../test/support/bulletin.ts';
import { type PublicServer, publicationOf, startPublicServer } from '../../../test/support/public-server.ts';
import { xmlTree } from '../../../test/support/xml-tree.ts';
import { badgeSvg } from './embed/badge.ts';
import { type EmbedStatus, embedStatus } from './embed/status.ts';
import { practiceScope, wholeScope } from './formats/scope.ts';
import { specialAnnouncementBlock } from './formats/special-announcement.ts';
import { packState } from './pack/state.ts';
import { packZip } from './pack/zip.ts';

const model = bulletin();
const slug = 'practice-network-april-2026';
const update8 = `/incidents/${slug}/updates/8`;
const [update] = incidentBulletin().updates;
const newest = update ?? expect.fail();
const live = bulletin({ demonstration: false });

const changedUpdate = { ...newest, claims: [stoppedClaim()] };
const withNewest = (more: Partial<typeof newest>, rest: object = {}): Bulletin =>
  bulletin({
    current: [
      incidentBulletin({
        updates: [{ ...newest, ...more }, ...incidentBulletin().updates.slice(1)],
        ...rest,
      }),
    ],
  });

describe('what is made when it is asked for', () => {
  let server: PublicServer;
  beforeAll(async () => {
    server = await startPublicServer(publicationOf(model));
  });
  afterAll(() => server.close());
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(server.address + path, { redirect: 'manual', ...init });

  const [group] = groupsOf(model.practices);
  it.each([
    ['/practices/G99001', 'text/html'],
    ['/practices/G99001/feed.atom', 'application/atom+xml'],
    ['/practices/G99001/feed.rss', 'application/rss+xml'],
    ['/practices/G99001/calendar.ics', 'text/calendar'],
    ['/practices/G99001/badge.svg', 'image/svg+xml'],
    ['/practices/G99001/banner', 'text/html'],
    ['/practices/G99001/status.json', 'application/json'],
    [`/groups/${group?.slug}`, 'text/html'],
    [`/groups/${group?.slug}/feed.atom`, 'application/atom+xml'],
    [`/groups/${group?.slug}/calendar.ics`, 'text/calendar'],
    [`/groups/${group?.slug}/banner`, 'text/html'],
    [`${update8}/pack`, 'text/html'],
    [`${update8}/poster`, 'text/html'],
    [`${update8}/pack.zip`, 'application/zip'],
    [`/incidents/${slug}/updates/3/pack`, 'text/html'],
    ['/cap.atom', 'application/atom+xml'],
    [`/cap/${slug}.8.xml`, 'application/cap+xml'],
    ['/elsewhere', 'text/html'],
    ['/groups', 'text/html'],
    ['/embed.js', 'text/javascript'],
    ['/embed/banner', 'text/html'],
    ['/embed/status.json', 'application/json'],
    ['/badge.svg', 'image/svg+xml'],
  ])('%s comes with its type, a validator and no cookie', async (path, type) => {
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(type);
    expect(answer.headers.get('set-cookie')).toBeNull();
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]+"$/);
    const again = await ask(path, { headers: { 'if-none-match': etag, 'accept-encoding': 'identity' } });
    expect([304, 200]).toContain(again.status);
    const open = answer.headers.get('access-control-allow-origin');
    expect(open).toBe(type === 'text/html' ? null : '*');
  });

  it.each([
    '/practices/NOWHERE',
    '/practices/NOWHERE/feed.atom',
    '/practices/G99001/other.xml',
    '/practices/G99001/feed.atom/more',
    '/practices/__proto__',
    '/practices/constructor/feed.atom',
    '/groups/nowhere',
    '/groups/__proto__/feed.atom',
    `/incidents/${slug}/updates/99/pack`,
    `/incidents/${slug}/updates/8/pack.exe`,
    '/incidents/nowhere/updates/1/pack',
    '/cap/nothing.xml',
    '/api/v2/nothing.json',
    '/api/v2/subscribers.json',
  ])('%s is not found', async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it('sends lower-case codes and slashes at the end to the page', async () => {
    for (const path of ['/practices/g99001', '/practices/G99001/']) {
      const answer = await ask(path);
      expect([answer.status, answer.headers.get('location')]).toEqual([301, '/practices/G99001']);
    }
  });

  it('may stand in a frame only where it is made for that, and runs a script only where it copies texts', async () => {
    const policy = async (path: string) => (await ask(path)).headers.get('content-security-policy') ?? '';
    for (const path of ['/embed/banner', '/practices/G99001/banner', `/groups/${group?.slug}/banner`]) {
      expect(await policy(path)).toContain('frame-ancestors *');
      expect(await policy(path)).not.toContain('script-src');
    }
    expect(await policy(`${update8}/pack`)).toContain("script-src 'self'; style-src 'self'");
    for (const path of [
      '/',
      `/incidents/${slug}`,
      '/practices/G99001',
      `${update8}/poster`,
      update8,
      '/elsewhere',
      `${update8}/pack`,
    ])
      expect(await policy(path)).toContain("frame-ancestors 'none'");
    for (const path of ['/', `/incidents/${slug}`, `${update8}/poster`])
      expect(await policy(path)).not.toContain('script');
  });

  it('is made anew for a new publication', async () => {
    const before = await (await ask('/practices/G99011/status.json')).text();
    server.show(publicationOf(bulletin({ current: [] })));
    const after = await (await ask('/practices/G99011/status.json')).text();
    server.show(publicationOf(model));
    expect(JSON.parse(before).state).toBe('issue');
    expect(JSON.parse(after).state).toBe('fine');
  });
});

describe('the status on other pages', () => {
  const of = (bulletinOf: Bulletin, code?: string): EmbedStatus => {
    const practice = bulletinOf.practices.find(({ odsCode }) => odsCode === code);
    return embedStatus(bulletinOf, practice ? practiceScope(practice) : wholeScope(bulletinOf));
  };

  it('tells the issue in one sentence, with the way to its page', () => {
    expect(of(live)).toEqual({
      state: 'issue',
      label: 'being watched after repair',
      text: 'Network problems at GP practices. State: being watched after repair.',
      url: `https://status.northmarsh.example/incidents/${slug}`,
      asOf: '2026-04-29T09:00:00.000Z',
    });
    expect(of(live, 'G99001')).toMatchObject({
      state: 'issue',
      url: 'https://status.northmarsh.example/practices/G99001',
    });
  });

  it('tells a practice that no issue concerns about its own connection', () => {
    expect(of(live, 'G99005')).toMatchObject({ state: 'fine', label: 'connected' });
    const quiet = bulletin({ demonstration: false, current: [] });
    expect(of(quiet, 'G99001')).toMatchObject({ state: 'issue', text: expect.stringContaining('is down') });
    expect(of(quiet, 'G99003')).toMatchObject({ state: 'unknown', label: 'no recent data' });
  });

  it('never takes old or missing data for good news', () => {
    expect(of(bulletin({ current: [], staleSince: '2026-04-29T09:05:00.000Z' }))).toMatchObject({
      state: 'unknown',
    });
    const dark = model.practices.map((practice) => ({ ...practice, state: 'unknown' as const }));
    expect(of(bulletin({ current: [], practices: dark }))).toMatchObject({ state: 'unknown' });
    expect(of(bulletin({ current: [] }))).toMatchObject({ state: 'issue', label: '2 in trouble' });
    const up = model.practices.map((practice) => ({ ...practice, state: 'up' as const }));
    expect(of(bulletin({ demonstration: false, current: [], practices: up }))).toMatchObject({
      state: 'fine',
      text: 'We know of no current IT issues.',
    });
  });

  it('says that a demonstration is one', () => {
    expect(of(model).text).toContain('This is a demonstration.');
  });

  it('fits on a badge that is well-formed, says its state, and loads nothing', () => {
    const svg = badgeSvg('<Evil> & "name"', of(live));
    const root = xmlTree(svg);
    expect(root).toMatchObject({ name: 'svg', attributes: { role: 'img', 'aria-labelledby': 't' } });
    expect(root.children[0]).toMatchObject({
      name: 'title',
      text: '<Evil> & "name": being watched after repair',
    });
    expect(svg).not.toMatch(/href|<script|<image|style=|url\(/);
  });

  it('needs a script of less than 3 kB', () => {
    expect(readFileSync(new URL('embed/embed.js', import.meta.url)).length).toBeLessThan(3_000);
  });
});

describe('the block of data on the incident page', () => {
  const block = z.looseObject({
    '@type': z.string(),
    text: z.string(),
    webFeed: z.url(),
    datePosted: z.iso.datetime(),
  });
  const inner = (html: string) =>
    /^<script type="application\/ld\+json">(.*)<\/script>$/s.exec(html)?.[1] ?? '';

  it('is a SpecialAnnouncement with what the latest update says', () => {
    const parsed = block.parse(
      JSON.parse(inner(specialAnnouncementBlock(model, model.current[0] ?? expect.fail()))),
    );
    expect(parsed).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'SpecialAnnouncement',
      name: 'Network problems at GP practices',
      datePosted: '2026-04-29T09:00:00.000Z',
      expires: '2026-04-30T15:00:00.000Z',
      newsUpdatesAndGuidelines: `https://status.northmarsh.example/incidents/${slug}`,
    });
    expect(parsed.text).toContain('almost all practices (178 of 186) have moved');
  });

  it('cannot be ended from inside', () => {
    const evil = incidentBulletin({ title: '</script><script>alert(1)</script><!--', updates: [] });
    const html = specialAnnouncementBlock(model, evil);
    expect(html.match(/<\/?script/g)).toHaveLength(2);
    expect(JSON.parse(inner(html)).name).toBe('</script><script>alert(1)</script><!--');
  });
});

describe('a communications pack', () => {
  const files = (of: Bulletin) => {
    const incident = of.current[0] ?? expect.fail();
    const zip = packZip(of, incident, incident.updates[0] ?? expect.fail()) ?? expect.fail();
    return Object.fromEntries(
      Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, Buffer.from(bytes).toString('utf8')]),
    );
  };
  const stateIn = (of: Bulletin) => {
    const incident = of.current[0] ?? expect.fail();
    return packState(incident, incident.updates[0] ?? expect.fail(), of.asOf);
  };

  it('comes as one file with every text, the link filled in, and always the same bytes', () => {
    const found = files(model);
    expect(Object.keys(found).sort()).toEqual([
      'README.txt',
      'phone-message.txt',
      'post-bluesky.txt',
      'post-x.txt',
      'poster.txt',
      'staff-briefing.txt',
      'website.txt',
    ]);
    expect(found['post-x.txt']).toContain(`Updates: https://status.northmarsh.example/incidents/${slug}`);
    const incident = model.current[0] ?? expect.fail();
    const twice = [
      packZip(model, incident, newest),
      packZip({ ...model, asOf: '2026-04-29T09:30:00.000Z' }, incident, newest),
    ];
    expect(twice[0]).toEqual(twice[1]);
  });

  it.each([
    [
      'a sentence of its update stopped being true',
      withNewest({ claims: [stoppedClaim()] }),
      /stopped being true at 10:42am/,
    ],
    [
      'its incident entered another state',
      withNewest({}, { states: { ...incidentBulletin().states, response: 'restored' } }),
      /state of the incident has changed/,
    ],
    [
      'advice in it ended',
      withNewest({}, { advice: incidentBulletin().advice.slice(1) }),
      /Advice in it has ended/,
    ],
  ])('is withdrawn when %s', (_name, of, reason) => {
    expect(stateIn(of)).toMatchObject({ use: 'withdrawn', reason: expect.stringMatching(reason) });
    const found = files(of);
    expect(Object.keys(found)).toEqual(['WITHDRAWN.txt']);
    expect(found['WITHDRAWN.txt']).toMatch(reason);
  });

  it('is withdrawn when its update was corrected, and gives way to a newer one', () => {
    const incident = incidentBulletin({
      updates: [publishedUpdate({ number: 9, kind: 'correction', corrects: 8 }), newest],
    });
    expect(packState(incident, newest, model.asOf)).toMatchObject({ use: 'withdrawn' });
    const later = incidentBulletin({ updates: [publishedUpdate({ number: 9 }), newest] });
    expect(packState(later, newest, model.asOf)).toMatchObject({ use: 'superseded', by: { number: 9 } });
    expect(packState(incidentBulletin(), newest, model.asOf)).toEqual({ use: 'current' });
  });

  it('says on its page that it is withdrawn, and offers nothing to copy or download any more', async () => {
    const server = await startPublicServer(publicationOf(withNewest(changedUpdate)));
    const page = await (await fetch(`${server.address}${update8}/pack`)).text();
    const poster = await (await fetch(`${server.address}${update8}/poster`)).text();
    await server.close();
    expect(page).toContain('This pack is withdrawn');
    expect(page).not.toMatch(/data-copy|pack\.zip/);
    expect(poster).toContain('Withdrawn. Do not display.');
  });
});
