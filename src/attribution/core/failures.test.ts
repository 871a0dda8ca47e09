import { expect, it } from 'vitest';
import { mergeFailures, subtractSpans } from './failures.ts';

const minute = 60_000;
const span = (siteId: number, from: number, to: number) => ({
  siteId,
  fromMs: from * minute,
  toMs: to * minute,
});

it('joins an outage inside a flap and what follows within the hour, by site', () => {
  const episodes = [span(2, 0, 5), span(1, 130, 140), span(1, 0, 60), span(1, 10, 20), span(1, 120, 125)];
  expect(mergeFailures(episodes, 60)).toEqual([span(1, 0, 140), span(2, 0, 5)]);
  expect(mergeFailures(episodes, 30)).toEqual([span(1, 0, 60), span(1, 120, 140), span(2, 0, 5)]);
});

it('takes holes out of spans, whatever their order', () => {
  const left = subtractSpans(
    [span(1, 50, 100), span(1, 0, 50)],
    [span(1, 90, 200), span(2, 0, 99), span(1, 10, 20)],
  );
  expect(left).toEqual([span(1, 0, 10), span(1, 20, 90)]);
});
