import { describe, expect, it } from 'vitest';
import { createWorld, worldStartMs } from '../../../test/support/attribution-worlds.ts';
import { changeSince } from './before-after.ts';
import { defaultAttributionParameters, type EstateQuestion, type Term } from './question.ts';
import { changeSentence } from './words.ts';

const dayMs = 86_400_000;
const middleMs = worldStartMs + 7 * dayMs;
const firmware: Term[] = [{ key: 'firmware', value: 'fw-9.4.1' }];

/** A world in which, from the middle on, only every fourth failure that `is` remains. */
function calmed(seed: number, is: (siteId: number) => boolean = () => true): EstateQuestion {
  const { question } = createWorld('one factor', seed, { perSite: 1 });
  const episodes = question.episodes.filter(
    ({ siteId, fromMs }, index) => fromMs < middleMs || !is(siteId) || index % 4 === 0,
  );
  return { ...question, episodes };
}

const change = (question: EstateQuestion, terms: readonly Term[] = [], startedMs = middleMs) =>
  changeSince(question, startedMs, terms, defaultAttributionParameters);

describe('before and after a measure', () => {
  it('sees that failures fell, and says by how much', () => {
    const found = change(calmed(1));
    expect(found).toMatchObject({ verdict: 'fell', strata: 'hour of the week' });
    expect(found.ratio?.low).toBeLessThan(0.25);
    expect(found.ratio?.high).toBeGreaterThan(0.25);
    expect(changeSentence([], found)).toMatch(/^Failures fell at all sites: \d+ failures in .* before/);
  });

  it('sees nothing where nothing changed', () => {
    const { question } = createWorld('one factor', 2, { perSite: 1 });
    expect(change(question).verdict).toBe('no clear change');
  });

  it('does not praise a measure of a Friday for the weekend', () => {
    // Failures only on working days; the measure begins on the second Saturday at midnight.
    const { question } = createWorld('null', 3, { perSite: 2, days: 14 });
    const episodes = question.episodes.filter(
      ({ fromMs }) => Math.floor((fromMs - worldStartMs) / dayMs) % 7 < 5,
    );
    const long = { ...question, episodes };
    const found = change(long, [], worldStartMs + 12 * dayMs);
    expect(found.after.failures).toBe(0);
    expect(found.verdict).not.toBe('fell');
  });

  it('compares with the other sites', () => {
    const { question } = createWorld('one factor', 4, { perSite: 1 });
    const bad = new Set(
      question.spells.filter(({ value }) => value === 'fw-9.4.1').map(({ siteId }) => siteId),
    );
    const found = change(
      calmed(4, (siteId) => bad.has(siteId)),
      firmware,
    );
    expect(found.verdict).toBe('fell');
    expect(found.againstOthers?.high).toBeLessThan(1);
    const everywhere = change(calmed(4), firmware);
    expect(everywhere.againstOthers?.high).toBeGreaterThan(1);
  });

  it('says when failures were falling before', () => {
    const { question } = createWorld('null', 5, { perSite: 3 });
    // Fewer each day from the first day on.
    const episodes = question.episodes.filter(
      ({ fromMs }, index) => index % 7 >= Math.min(6, Math.floor((fromMs - worldStartMs) / dayMs)),
    );
    const found = change({ ...question, episodes });
    expect(found.trendBefore?.high).toBeLessThan(1);
    expect(changeSentence([], found)).toMatch(/It was already falling before\.$/);
  });

  it('says when it is not enough, and when nobody holds the value', () => {
    const { question } = createWorld('null', 6);
    expect(change({ ...question, episodes: question.episodes.slice(0, 4) }).verdict).toBe(
      'not enough to say',
    );
    expect(change(question, [{ key: 'firmware', value: 'never' }]).verdict).toBe('not enough to say');
    expect(change(question, [{ key: 'nothing', value: 'never' }]).verdict).toBe('not enough to say');
  });
});
