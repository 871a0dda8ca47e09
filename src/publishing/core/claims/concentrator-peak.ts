import { z } from 'zod';
import { formatDay, formatNumber, londonDate } from '#platform/clock';
import { defineClaim, refuse, type Saying } from '../claim.ts';
import { type Measured, type MetricRequest, measured } from '../evidence.ts';
import { day, dayWindow, wholeNumber } from '../window.ts';

const parameters = z.strictObject({
  concentrator: z.string().trim().toUpperCase().min(1).describe('Its code'),
  day: day.optional().describe('The London day; today when absent'),
  before: day.optional().describe('An earlier day to compare with'),
  fromHour: wholeNumber(0, 23).prefault('0').describe('First hour of the day that counts'),
  toHour: wholeNumber(1, 24).prefault('24').describe('Hour of the day at which counting ends'),
});
type Parameters = z.output<typeof parameters>;
const value = z.object({ percent: z.number(), beforePercent: z.number().nullable() });

function requestFor(given: Parameters, isoDate: string, limit: Date): MetricRequest {
  const { concentrator, fromHour, toHour } = given;
  return {
    metric: 'concentrator.peakUtilisation',
    parameters: { concentrator, fromHour, toHour, weekdaysOnly: false },
    ...dayWindow(isoDate, limit),
  };
}

const dayOf = (given: Parameters, { asOf }: Saying): string => given.day ?? londonDate(asOf);

export const concentratorPeak = defineClaim({
  key: 'concentrator.peak',
  summary: 'The peak load of a concentrator against its rating on a day, and on an earlier one',
  sentence: 'The peak on VPN-A was {{claim concentrator.peak concentrator=VPN-A before=2026-04-20}}.',
  example: '12% of its rating (120 of 1,000 Mbps) on Wednesday 29 April, and 103% on Monday 20 April',
  formula:
    'The highest mean load of a half hour, in plus out, divided by the rating that was valid then. A half hour counts with 2 readings or more; with fewer than half of the half hours known the claim is refused.',
  holdsWhile: 'late readings move neither figure by more than 1 percentage point.',
  parameters,
  value,
  needs: [],
  metrics: (given, saying) => [
    requestFor(given, dayOf(given, saying), saying.asOf),
    ...(given.before === undefined ? [] : [requestFor(given, given.before, saying.asOf)]),
  ],
  evaluate(evidence, given, saying) {
    const isoDate = dayOf(given, saying);
    const peak = measured(evidence, requestFor(given, isoDate, saying.asOf));
    const before =
      given.before === undefined ? null : measured(evidence, requestFor(given, given.before, saying.asOf));
    const percent = peak.measurement?.value ?? null;
    if (percent === null) return refuse(faultOf(peak));
    const beforePercent = before?.measurement?.value ?? null;
    if (before && beforePercent === null) return refuse(faultOf(before));
    const earlier =
      beforePercent === null
        ? ''
        : `, and ${percentText(beforePercent)} on ${dayText(given.before ?? isoDate)}`;
    return {
      ok: true,
      value: { percent, beforePercent },
      text: `${percentText(percent)} of its rating${mbpsText(peak, percent)} on ${dayText(isoDate)}${earlier}`,
      evidence: {
        text: [peak, before].flatMap((one) => (one?.measurement ? [one.measurement.evidence] : [])).join(' '),
        counts: { percent, ...(beforePercent === null ? {} : { beforePercent }) },
        exclusions: ['Half hours with fewer than 2 readings are left out.'],
      },
    };
  },
  holds: (said, shown) =>
    Math.abs(shown.percent - said.percent) <= 1 &&
    Math.abs((shown.beforePercent ?? 0) - (said.beforePercent ?? 0)) <= 1,
  nowText: ({ percent, beforePercent }) =>
    `late readings give ${percentText(percent)}${beforePercent === null ? '' : ` and ${percentText(beforePercent)}`}`,
});

const faultOf = (peak: Measured): string =>
  peak.fault ?? peak.measurement?.text ?? 'It could not be measured.';

const percentText = (percent: number): string => `${formatNumber(percent, { decimals: 0 })}%`;

const dayText = (isoDate: string): string =>
  formatDay(dayWindow(isoDate, new Date(8.64e15)).from, { year: false });

function mbpsText(peak: Measured, percent: number): string {
  if (peak.ratedMbps === null) return '';
  const mbps = formatNumber((percent / 100) * peak.ratedMbps, { decimals: 0 });
  return ` (${mbps} of ${formatNumber(peak.ratedMbps)} Mbps)`;
}
