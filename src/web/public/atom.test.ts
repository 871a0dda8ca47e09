import { describe, expect, it } from 'vitest';
import {
  bulletin,
  claim,
  incidentBulletin,
  publishedUpdate,
  stoppedClaim,
} from '../../../test/support/bulletin.ts';
import { incidentFeed, siteFeed } from './atom.ts';

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const all = (xml: string, tag: string) =>
  [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) => text);
const entryOf = (xml: string, number: number) =>
  xml.split('<entry>').find((entry) => entry.includes(`/update/${number}</id>`)) ?? '';

const withUpdates = (updates: ReturnType<typeof publishedUpdate>[]) =>
  bulletin({ current: [incidentBulletin({ updates })], past: [] });

describe('siteFeed', () => {
  it('has one entry for each update of every incident, newest first, each with its own stable id', () => {
    const ids = all(siteFeed(bulletin()), 'id');
    expect(ids).toHaveLength(1 + 8 + 1);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids[1]).toBe(
      'tag:status.northmarsh.example,2026-04-29:incident/practice-network-april-2026/update/8',
    );
    const published = all(siteFeed(bulletin()), 'published');
    expect(published).toEqual([...published].sort().reverse());
  });

  it('names itself and writes every time in full', () => {
    const xml = siteFeed(bulletin());
    expect(xml).toContain(
      '<link rel="self" type="application/atom+xml" href="https://status.northmarsh.example/feed.atom"/>',
    );
    for (const time of [...all(xml, 'updated'), ...all(xml, 'published')]) expect(time).toMatch(rfc3339);
  });

  it('is the same for the same bulletin and has an updated time without entries', () => {
    expect(siteFeed(bulletin())).toBe(siteFeed(bulletin()));
    const empty = bulletin({ current: [], past: [] });
    expect(all(siteFeed(empty), 'updated')).toEqual([empty.builtAt]);
  });

  it('says that data cannot be read', () => {
    const stale = bulletin({ staleSince: '2026-04-29T09:10:00.000Z' });
    expect(siteFeed(stale)).toContain('We have not been able to read our data since 10:10am');
  });
});

describe('an entry', () => {
  it('moves its updated time and keeps its id when a claim stops holding', () => {
    const before = entryOf(siteFeed(withUpdates([publishedUpdate({ claims: [claim(), claim()] })])), 8);
    const after = entryOf(siteFeed(withUpdates([publishedUpdate({ claims: [claim(), stoppedClaim()] })])), 8);
    expect(all(after, 'id')).toEqual(all(before, 'id'));
    expect(all(before, 'updated')).toEqual(['2026-04-29T09:00:00.000Z']);
    expect(all(after, 'updated')).toEqual(['2026-04-29T09:42:00.000Z']);
    expect(after).toContain('This has changed since.');
    expect(before).not.toContain('This has changed since.');
  });

  it('tells of its correction, which is an entry of its own', () => {
    const correction = publishedUpdate({
      number: 9,
      kind: 'correction',
      corrects: 8,
      title: 'Number of practices',
      path: '/incidents/x/updates/9',
      publishedAt: '2026-04-29T11:00:00.000Z',
    });
    const xml = siteFeed(withUpdates([correction, publishedUpdate()]));
    expect(all(entryOf(xml, 9), 'title')).toEqual(['Correction: Number of practices']);
    expect(entryOf(xml, 9)).toContain(
      '<link rel="related" type="text/html" href="https://status.northmarsh.example/incidents/practice-network-april-2026/updates/8"/>',
    );
    expect(all(entryOf(xml, 8), 'updated')).toEqual(['2026-04-29T11:00:00.000Z']);
    expect(entryOf(xml, 8)).toContain('This was corrected at midday');
  });

  it('holds only what XML may hold', () => {
    const title = 'A < B & "C" \u0007\u{FFFF}\uD800';
    const xml = siteFeed(withUpdates([publishedUpdate({ title })]));
    expect(all(entryOf(xml, 8), 'title')).toEqual(['A &lt; B &amp; &quot;C&quot; ']);
  });
});

describe('incidentFeed', () => {
  it('has only its own updates and says when the next one is due', () => {
    const all8 = bulletin();
    const xml = incidentFeed(all8, incidentBulletin());
    expect(all(xml, 'id')).toHaveLength(1 + 8);
    expect(xml).toContain('The next update is due by 4pm on Thursday 30 April.');
    expect(xml).toContain('/incidents/practice-network-april-2026/feed.atom"/>');
  });
});
