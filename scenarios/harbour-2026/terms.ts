import type { CriterionTerms, MeasureTerms } from '../support/terms.ts';
import { london } from '../support/time.ts';

const mornings = { weekdaysOnly: true, fromHour: 7, toHour: 10 };
const baseline = { baselineFrom: london('2026-06-10 00:00'), baselineTo: london('2026-06-13 00:00') };

export const harbourMeasures: readonly MeasureTerms[] = [
  {
    key: 'hold-downloads',
    title: 'Holding back downloads before 10am',
    description: 'Downloads that can wait are held back until 10am.',
    temporary: true,
    recordedAt: london('2026-06-12 15:00'),
    startedAt: london('2026-06-13 00:00'),
    promise: {
      metric: 'concentrator.peakUtilisation',
      parameters: { concentrator: 'HUB-1', ...mornings },
      ...baseline,
      comparator: 'below',
      expected: 75,
      by: london('2026-06-16 12:00'),
      settleHours: 0,
      windowHours: null,
      text: 'This will keep the weekday morning peak of the harbour hub below 75% of its rating.',
    },
  },
  {
    key: 'inland-hub',
    title: 'A second hub inland',
    description: 'Practices move in waves to a hub in another data centre.',
    temporary: false,
    recordedAt: london('2026-06-15 14:00'),
    startedAt: london('2026-06-15 19:00'),
    promise: {
      metric: 'concentrator.peakUtilisation',
      parameters: { concentrator: 'HUB-1', ...mornings },
      ...baseline,
      comparator: 'below',
      expected: 60,
      by: london('2026-06-19 10:00'),
      settleHours: 60,
      windowHours: 24,
      text: 'This will keep the weekday morning peak of the harbour hub below 60% of its rating.',
    },
  },
];

export const harbourCriteria: readonly CriterionTerms[] = [
  {
    key: 'calls-quiet',
    title: 'No call about this incident for 2 service desk days',
    metric: 'calls.deskHoursSinceLast',
    parameters: {},
    comparator: 'at least',
    threshold: 21,
    windowHours: 24,
  },
  {
    key: 'no-unstable-sites',
    title: 'No site with an unstable connection for 36 hours',
    metric: 'sites.flapping',
    parameters: {},
    comparator: 'at most',
    threshold: 0,
    windowHours: 36,
  },
  {
    key: 'three-good-days',
    title: 'Sites connected for at least 99.9% of 3 days',
    metric: 'availability.percent',
    parameters: {},
    comparator: 'at least',
    threshold: 99.9,
    windowHours: 72,
  },
];
