import { describe, expect, it } from 'vitest';
import type { StoredEvent } from './calendar.ts';
import { isAhead, isDue, type SiteWork, workBySite, workChanges, workNotices } from './planned-work.ts';

const at = (text: string): Date => new Date(text);
const work = (siteId: number, startsAt: string, more: Partial<SiteWork> = {}): SiteWork => ({
  siteId,
  series: 'b:1',
  title: 'Moves: wave 1',
  startsAt: at(startsAt),
  endsAt: null,
  ...more,
});
const bySite = (...all: SiteWork[]) => new Map(all.map((each) => [each.siteId, each]));
const names = new Map([1, 2, 3].map((id) => [id, `Practice ${id}`]));
const incident = { slug: 'firewalls', demonstration: false };
const bodyOf = (before: SiteWork[], now: SiteWork[]) =>
  workNotices(incident, workChanges(bySite(...before), bySite(...now)), names)[0]?.text.body;

const event = (startsAt: string, siteIds: number[], more: Partial<StoredEvent> = {}): StoredEvent => ({
  id: 1,
  incidentId: 1,
  uid: 'x',
  series: 'b:1',
  sequence: 0,
  status: 'confirmed',
  title: 'Moves: wave 1',
  text: '',
  startsAt: at(startsAt),
  endsAt: null,
  siteIds,
  firstPublishedAt: at('2026-03-01T00:00:00Z'),
  changedAt: at('2026-03-01T00:00:00Z'),
  ...more,
});

describe('what is told of planned work', () => {
  it('is the last date of each site that stands', () => {
    const found = workBySite([
      event('2026-04-22T19:00:00Z', [1]),
      event('2026-04-21T19:00:00Z', [1, 2]),
      event('2026-04-23T19:00:00Z', [2, 3], { status: 'cancelled' }),
    ]);
    expect([...found].map(([id, { startsAt }]) => [id, startsAt.toISOString().slice(8, 10)])).toEqual([
      [1, '22'],
      [2, '21'],
    ]);
  });

  it('is a change of time, sites or status, and never of words', () => {
    const before = bySite(work(1, '2026-04-21T19:00:00Z'), work(2, '2026-04-21T19:00:00Z'));
    const now = bySite(
      work(1, '2026-04-21T19:00:00Z', { title: 'Renamed', series: 'b:2' }),
      work(3, '2026-04-21T19:00:00Z', { endsAt: at('2026-04-21T20:00:00Z') }),
    );
    expect(workChanges(before, now).map(({ siteId }) => siteId)).toEqual([2, 3]);
    const longer = bySite(work(3, '2026-04-21T19:00:00Z'));
    expect(workChanges(longer, now).map(({ siteId }) => siteId)).toEqual([1, 3]);
  });

  it.each([
    ['work that is ahead', null, '2026-04-21T19:00:00Z', true],
    ['work that has begun', null, '2026-04-21T11:59:00Z', false],
    ['work that is called off in time', '2026-04-21T19:00:00Z', null, true],
    ['work that is called off after it began', '2026-04-21T11:00:00Z', null, false],
    ['work that did not happen and has a new date', '2026-04-21T11:00:00Z', '2026-04-22T19:00:00Z', true],
  ])('%s', (_, before, now, expected) => {
    const change = {
      siteId: 1,
      before: before === null ? null : work(1, before),
      now: now === null ? null : work(1, now),
    };
    expect(isAhead(change, at('2026-04-21T12:00:00Z'))).toBe(expected);
  });

  it('waits five minutes for the plan to stand still, unless it begins, or would have, within two hours', () => {
    const now = at('2026-04-21T12:00:00Z');
    const due = (startsAt: string, changedAt: string) =>
      isDue([{ siteId: 1, before: null, now: work(1, startsAt) }], at(changedAt), now);
    expect(due('2026-04-21T14:01:00Z', '2026-04-21T11:55:01Z')).toBe(false);
    expect(due('2026-04-21T14:01:00Z', '2026-04-21T11:55:00Z')).toBe(true);
    expect(due('2026-04-21T14:00:00Z', '2026-04-21T12:00:00Z')).toBe(true);
    expect(isDue([{ siteId: 1, before: work(1, '2026-04-21T13:00:00Z'), now: null }], now, now)).toBe(true);
  });

  it('names London times on both sides of the clock change, with their dates', () => {
    expect(bodyOf([work(1, '2026-10-24T19:00:00Z')], [work(1, '2026-10-25T19:00:00Z')])).toContain(
      'Now Sunday 25 October 2026 at 7pm, before Saturday 24 October 2026 at 8pm: Practice 1.',
    );
    const night = work(1, '2026-04-21T22:00:00Z', { endsAt: at('2026-04-22T01:00:00Z') });
    expect(bodyOf([], [night])).toContain(
      'Tuesday 21 April 2026 at 11pm to Wednesday 22 April 2026 at 2am: Practice 1.',
    );
  });

  it('is one line where headers are, however the work is called, and names many practices without end', () => {
    const many = Array.from({ length: 120 }, (_, index) => work(index, '2026-04-21T19:00:00Z'));
    const [notice] = workNotices(
      { slug: 'firewalls', demonstration: true },
      workChanges(
        new Map(),
        bySite(...many.map((each) => ({ ...each, title: `A\r\nBcc: b${'x'.repeat(300)}` }))),
      ),
      new Map(many.map(({ siteId }) => [siteId, `Practice ${siteId}`])),
    );
    expect(notice?.text.subject).toMatch(/^Demonstration: Planned work: A Bcc: bx+$/);
    expect(notice?.text.subject.length).toBe(200);
    expect(notice?.text.body).toContain('Practice 49; and 70 more.');
    expect(notice?.text.body).toContain('This is a demonstration and not real.');
    expect(notice?.siteIds).toHaveLength(120);
  });
});
