import type { AttributeSpell } from '#estate';
import type { ImpactPeriod, Measure, TimelineEntry } from '#incidents';
import {
  formatDate,
  formatDay,
  formatDuration,
  formatNumber,
  londonDate,
  londonDayBounds,
} from '#platform/clock';
import type { StoredClaim, Update } from '#publishing';
import type { EvidenceKind } from '../model.ts';
import { sha256Of } from './entries.ts';

// What the record holds, as items that can be frozen. Everything here is pure: the same record gives the same hashes.

/** An item before it is stored. `content` becomes JSON, to the byte as hashed. */
export interface Collected {
  kind: EvidenceKind;
  title: string;
  source: string;
  at: Date;
  content: string;
  sha256: string;
  public: boolean;
}

export function item(
  kind: EvidenceKind,
  of: { title: string; source: string; at: Date; content: unknown; public: boolean },
): Collected {
  const content = JSON.stringify(of.content);
  return { kind, ...of, title: cut(of.title), content, sha256: sha256Of(content) };
}

const cut = (text: string): string => (text.length <= 300 ? text : `${text.slice(0, 299)}…`);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`;

const dayOf = (date: string): string => formatDay(new Date(`${date}T12:00:00Z`));
const startOf = (date: string): Date => londonDayBounds(date).from;

/** Every entry of the response's timeline: the review's own steps are no evidence of it. */
export const fromTimeline = (entries: readonly TimelineEntry[]): Collected[] =>
  entries
    .filter((entry) => !entry.type.startsWith('review.'))
    .map((entry) =>
      item('timeline', {
        title: entry.text,
        source: `timeline:${entry.id}`,
        at: entry.at,
        content: {
          type: entry.type,
          text: entry.text,
          actor: entry.actor,
          recordedAt: entry.recordedAt,
          evidence: entry.evidence,
          data: entry.data,
        },
        public: entry.public,
      }),
    );

type WithClaims = Update & { claims: readonly StoredClaim[] };

/** What was published and when, with every figure in it. */
export const fromUpdates = (updates: readonly WithClaims[]): Collected[] =>
  updates.flatMap((update) =>
    update.publishedAt === null
      ? []
      : [
          item('publication', {
            title: `Update ${update.number}: ${update.title}`,
            source: `update:${update.number}`,
            at: update.publishedAt,
            content: {
              ...{ number: update.number, kind: update.kind, corrects: update.corrects, title: update.title },
              ...{ body: update.body, authors: update.authors, approvedBy: update.approvedBy },
              claims: update.claims.map(({ key, parameters, text, asOf }) => ({
                key,
                parameters,
                text,
                asOf,
              })),
            },
            public: true,
          }),
        ],
  );

/** Sentences that were published and stopped being true, with what was true then. */
export const fromWithdrawn = (updates: readonly WithClaims[]): Collected[] =>
  updates.flatMap((update) =>
    update.claims.flatMap((claim) =>
      claim.stoppedAt === null
        ? []
        : [
            item('withdrawn claim', {
              title: `Update ${update.number} said '${claim.text}'. Now: ${claim.nowText ?? 'not known'}.`,
              source: `claim:${claim.id}`,
              at: claim.stoppedAt,
              content: {
                update: update.number,
                key: claim.key,
                said: claim.text,
                asOf: claim.asOf,
                stoppedAt: claim.stoppedAt,
                nowText: claim.nowText,
              },
              public: true,
            }),
          ],
    ),
  );

export interface CollectedCall {
  source: string;
  externalId: string;
  openedAt: Date;
  odsCode: string | null;
}

/** Linked calls by the London day they were opened. Their words stay with the desk: they may name patients. */
export const fromCalls = (calls: readonly CollectedCall[]): Collected[] =>
  [...Map.groupBy(calls, ({ openedAt }) => londonDate(openedAt))].map(([date, own]) =>
    item('calls', {
      title: `${counted(own.length, 'call')} linked to the incident on ${dayOf(date)}`,
      source: `calls:${date}`,
      at: startOf(date),
      content: { calls: own },
      public: false,
    }),
  );

/** Outages and unstable connections of sites, by the London day they began and by kind. */
export function fromImpact(
  periods: readonly ImpactPeriod[],
  codeOf: (siteId: number) => string,
): Collected[] {
  const days = Map.groupBy(periods, ({ from, kind }) => `${londonDate(from)} ${kind}`);
  return [...days].map(([key, own]) => {
    const [date = '', ...kind] = key.split(' ');
    const sites = new Set(own.map(({ siteId }) => siteId)).size;
    return item('episodes', {
      title: `${capital(kind.join(' '))}: ${counted(own.length, 'period')} at ${counted(sites, 'site')} from ${dayOf(date)}`,
      source: `episodes:${kind.join('-')}:${date}`,
      at: startOf(date),
      content: {
        periods: own.map(({ siteId, from, to, episodeId }) => ({
          site: codeOf(siteId),
          from,
          to,
          episodeId,
        })),
      },
      public: false,
    });
  });
}

export interface EstateChange {
  key: string;
  before: string | null;
  after: string;
  at: Date;
  siteId: number;
}

/** Attributes of sites that took another value in [from, to): firmware, concentrators, whatever is on record. */
export function estateChanges(
  spells: readonly AttributeSpell[],
  window: { from: Date; to: Date },
): EstateChange[] {
  const ends = new Map(
    spells.flatMap((spell) =>
      spell.to ? [[`${spell.siteId} ${spell.key} ${spell.to.getTime()}`, spell.value]] : [],
    ),
  );
  return spells
    .filter((spell) => spell.from >= window.from && spell.from < window.to)
    .map((spell) => ({
      key: spell.key,
      before: ends.get(`${spell.siteId} ${spell.key} ${spell.from.getTime()}`) ?? null,
      after: spell.value,
      at: spell.from,
      siteId: spell.siteId,
    }));
}

/** Changes of the estate before the incident began, alike ones of a day together. That there were none is said as well. */
export function fromEstate(
  changes: readonly EstateChange[],
  of: { weeks: number; startedAt: Date; codeOf(siteId: number): string },
): Collected[] {
  if (changes.length === 0) {
    return [
      item('estate change', {
        title: `No change of the estate is on record in the ${of.weeks} weeks before ${formatDate(of.startedAt)}`,
        source: 'estate:none',
        at: of.startedAt,
        content: { weeks: of.weeks, changes: 0 },
        public: true,
      }),
    ];
  }
  const groups = Map.groupBy(
    changes,
    ({ key, before, after, at }) => `${londonDate(at)}|${key}|${before ?? ''}|${after}`,
  );
  return [...groups].map(([name, own]) => {
    const [first] = own;
    const from = first?.before === null ? 'first recorded as' : `from ${first?.before} to`;
    return item('estate change', {
      title: `${first?.key}: ${from} ${first?.after} at ${counted(own.length, 'site')} on ${dayOf(name.slice(0, 10))}`,
      source: `estate:${name}`,
      at: new Date(Math.min(...own.map(({ at }) => at.getTime()))),
      content: { changes: own.map(({ siteId, at }) => ({ site: of.codeOf(siteId), at })) },
      public: true,
    });
  });
}

/** What was done and what came of each promise. */
export const fromMeasures = (measures: readonly Measure[]): Collected[] =>
  measures.map((measure) =>
    item('measure', {
      title: `${measure.title}: ${measure.outcome ? measure.outcome.status : measure.promise ? 'not measured' : 'promised nothing'}`,
      source: `measure:${measure.key}`,
      at: measure.startedAt,
      content: measure,
      public: true,
    }),
  );

export interface GapFacts {
  from: Date;
  to: Date;
  /** Seconds without data of each site that has any history. */
  unknownSeconds: readonly { site: string; seconds: number }[];
  knownSeconds: number;
  feeds: readonly { source: string; lastSyncAt: Date }[];
  staleMinutes: number;
  untriaged: number;
}

/** What the data do not tell: time without readings, feeds that fell silent, calls nobody looked at. */
export function fromGaps(gaps: GapFacts): Collected[] {
  const total = gaps.unknownSeconds.reduce((sum, { seconds }) => sum + seconds, 0);
  const all = total + gaps.knownSeconds;
  const percent = all === 0 ? null : (total / all) * 100;
  const stale = gaps.feeds.filter(
    ({ lastSyncAt }) => gaps.to.getTime() - lastSyncAt.getTime() > gaps.staleMinutes * 60_000,
  );
  const sites = gaps.unknownSeconds
    .filter(({ seconds }) => seconds >= 3600)
    .sort((a, b) => b.seconds - a.seconds || a.site.localeCompare(b.site));
  return [
    item('data gap', {
      title:
        percent === null
          ? 'No site has any history in the incident'
          : `${formatNumber(percent, { decimals: 2 })}% of the sites' time is unknown; ${counted(sites.length, 'site')} for an hour or more`,
      source: 'gap:readings',
      at: gaps.to,
      content: {
        from: gaps.from,
        to: gaps.to,
        unknownSeconds: total,
        sites: sites.map(({ site, seconds }) => ({ site, unknown: formatDuration(seconds) })),
      },
      public: true,
    }),
    ...stale.map((feed) =>
      item('data gap', {
        title: `The calls of ${feed.source} were last told at ${formatDay(feed.lastSyncAt)}`,
        source: `gap:feed:${feed.source}`,
        at: feed.lastSyncAt,
        content: feed,
        public: true,
      }),
    ),
    item('data gap', {
      title: `${counted(gaps.untriaged, 'call')} of that time ${gaps.untriaged === 1 ? 'was' : 'were'} never looked at`,
      source: 'gap:untriaged',
      at: gaps.to,
      content: { untriaged: gaps.untriaged },
      public: true,
    }),
  ];
}
