import { describe, expect, it } from 'vitest';
import { changesTo, type StoredEvent, type WantedEvent, wavesOf } from './calendar.ts';
import { migrationOf } from './test-support.ts';

const at = (text: string): Date => new Date(`2026-04-${text}:00Z`);
const now = at('24T12:00');

const wanted = (series: string, startsAt: Date, more: Partial<WantedEvent> = {}): WantedEvent => ({
  series,
  title: `Moves: ${series}`,
  text: '2 sites move.',
  startsAt,
  endsAt: null,
  siteIds: [1, 2],
  ...more,
});

const stored = (id: number, event: WantedEvent, more: Partial<StoredEvent> = {}): StoredEvent => ({
  ...event,
  id,
  incidentId: 1,
  uid: `uid-${id}`,
  sequence: 0,
  status: 'confirmed',
  firstPublishedAt: at('23T12:00'),
  changedAt: at('23T12:00'),
  ...more,
});

describe('what calendars are told', () => {
  const wave = wanted('wave 1', at('27T17:00'));

  it('is new work once, and nothing when nothing changed', () => {
    expect(changesTo([], [wave], now)).toEqual({ add: [wave], change: [] });
    expect(changesTo([stored(1, wave)], [wave], now)).toEqual({ add: [], change: [] });
  });

  it('is a new date for the same entry, with its sequence counted up', () => {
    const later = wanted('wave 1', at('28T17:00'));
    expect(changesTo([stored(1, wave)], [later], now)).toMatchObject({
      add: [],
      change: [{ uid: 'uid-1', sequence: 1, status: 'confirmed', startsAt: at('28T17:00') }],
    });
  });

  it('is a change of what it says, too', () => {
    const more = wanted('wave 1', at('27T17:00'), { text: '3 sites move.', siteIds: [1, 2, 3] });
    expect(changesTo([stored(1, wave, { sequence: 4 })], [more], now).change).toMatchObject([
      { sequence: 5, siteIds: [1, 2, 3] },
    ]);
  });

  it('is a cancellation while it lies ahead, told once', () => {
    const [cancelled] = changesTo([stored(1, wave)], [], now).change;
    expect(cancelled).toMatchObject({ uid: 'uid-1', sequence: 1, status: 'cancelled' });
    expect(changesTo([cancelled ?? expect.fail()], [], now)).toEqual({ add: [], change: [] });
    expect(changesTo([stored(1, wanted('wave 1', at('24T11:00')))], [], now)).toEqual({
      add: [],
      change: [],
    });
  });

  it('is the same entry again when it is planned again for the same time', () => {
    const cancelled = stored(1, wave, { status: 'cancelled', sequence: 1 });
    expect(changesTo([cancelled], [wave], now).change).toMatchObject([{ status: 'confirmed', sequence: 2 }]);
  });

  it('keeps the part that stays and moves the rest: a wave in two halves', () => {
    const rest = wanted('wave 1', at('29T17:00'), { siteIds: [2] });
    const first = wanted('wave 1', at('27T17:00'), { siteIds: [1] });
    expect(changesTo([stored(1, wave)], [first, rest], now)).toMatchObject({
      add: [{ startsAt: at('29T17:00') }],
      change: [{ uid: 'uid-1', siteIds: [1], sequence: 1 }],
    });
  });

  it('never takes one series for another', () => {
    expect(changesTo([stored(1, wave)], [wanted('wave 2', at('27T17:00'))], now)).toMatchObject({
      add: [{ series: 'wave 2' }],
      change: [{ uid: 'uid-1', status: 'cancelled' }],
    });
  });
});

describe('the waves of a migration', () => {
  it('are one event for each wave and time, with the sites that were planned, moved or not', () => {
    const plannedFor = at('27T17:00');
    const site = (siteId: number, more: object) => ({
      siteId,
      siteCode: `S${siteId}`,
      practiceId: siteId,
      status: 'planned' as const,
      wave: '1',
      plannedFor,
      movedAt: null,
      verifiedAt: null,
      reason: null,
      ...more,
    });
    const found = wavesOf({
      ...migrationOf({ total: 5, moved: 0 }),
      sites: [
        site(3, {}),
        site(1, { status: 'moved' }),
        site(2, { status: 'cannot move' }),
        site(4, { wave: '2' }),
        site(5, { plannedFor: null, wave: null, status: 'not planned' }),
      ],
    });
    expect(found.map(({ title, siteIds, text }) => [title, siteIds, text])).toEqual([
      [expect.stringMatching(/: 1$/), [1, 3], expect.stringMatching(/^2 sites move from /)],
      [expect.stringMatching(/: 2$/), [4], expect.stringMatching(/^1 site moves from /)],
    ]);
  });
});
