import type { ImpactPeriod } from '#incidents';
import { formatDateTime, formatDuration, formatNumber } from '#platform/clock';

/** What a practice is asked to check: only what the report rests on about it, and nothing about anybody else. */
export interface PracticeFacts {
  odsCode: string;
  name: string;
  sites: { code: string; name: string }[];
  /** When it lost its connection, by site; null `to`: not over when this was written. */
  periods: { site: string; from: string; to: string | null; kind: string }[];
  calls: { reference: string; at: string }[];
  /** What became of its move, in a sentence; null when there was none. */
  move: string | null;
  /** What it said about its recovery; null when it said nothing. */
  recovery: string | null;
}

/** Seconds in which at least one site was affected. Periods may overlap. */
export function affectedSeconds(periods: readonly Pick<ImpactPeriod, 'from' | 'to'>[], until: Date): number {
  let covered = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...periods].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const end = (to ?? until).getTime();
    covered += Math.max(0, end - Math.max(from.getTime(), reached));
    reached = Math.max(reached, end);
  }
  return covered / 1000;
}

const counted = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

/** The facts as sentences, for a page that a busy person reads in two minutes. */
export function factSentences(facts: PracticeFacts, sentAt: Date): string[] {
  const spans = facts.periods.map(({ from, to }) => ({ from: new Date(from), to: to ? new Date(to) : null }));
  const total = formatDuration(affectedSeconds(spans, sentAt));
  const first = spans[0];
  return [
    first
      ? `Your connection failed or was unstable ${counted(spans.length, 'time')}, for ${total} in all. The first was at ${formatDateTime(first.from)}.`
      : 'Our records show no loss of connection at your practice.',
    facts.calls.length === 0
      ? 'We have no call from you about it.'
      : `We have ${counted(facts.calls.length, 'call')} from you about it.`,
    ...(facts.move === null ? [] : [facts.move]),
    facts.recovery ?? 'You have not told us whether you are back to normal.',
  ];
}
