import { z } from 'zod';
import { type Incident, isOpen, listIncidents } from '#incidents';
import { countOldAddresses, removeOldAddresses } from '#messages';
import { audit, oldBeginning, removeBeginning } from '#platform/audit';
import { authorise, countOldSignIns, deleteOldSignIns } from '#platform/auth';
import type { Context } from '#platform/context';
import { type Db, inTransaction, lockForTransaction } from '#platform/db';
import { countHandledFacts, deleteHandledFacts } from '#platform/outbox';
import { defineSetting, effective } from '#platform/settings';
import { countOldDrafts, deleteOldDrafts } from '#publishing';
import { countOldWords, removeOldWords } from '#servicedesk';
import { countOldReadings, deleteOldReadings } from '#telemetry';
import { mayManageSettings } from './policy.ts';

const days = (least: number, what: string) =>
  z
    .number()
    .int()
    .min(least, `has to be at least ${least} days`)
    .max(36_500)
    .optional()
    .describe(`${what}, in days, at least ${least}. Kept for ever when left empty`);

/** How long each kind of data is kept. Nothing is removed until somebody says so. */
export const retentionSetting = defineSetting({
  key: 'retention',
  title: 'Data retention',
  summary:
    'Set how long readings, words of callers, addresses in messages, the audit trail, sign-ins, drafts and handled facts are kept',
  schema: z.strictObject({
    readingsDays: days(400, 'Readings; hourly figures and the history of states stay'),
    callsDays: days(90, 'Who called and what they said; the call, its time and its practice stay'),
    messagesDays: days(
      90,
      'Addresses in messages that were sent, and texts for one recipient alone; the counts stay',
    ),
    auditDays: days(730, 'The audit trail; what stays is still a chain'),
    sessionsDays: days(30, 'Sessions that ended, used links, failed sign-ins and kept forms'),
    draftsDays: days(90, 'Drafts that nobody published'),
    factsDays: days(7, 'Facts that were handled'),
  }),
  standard: {},
});

type Periods = z.output<(typeof retentionSetting)['schema']>;

/** An incident that is open, or whose review runs: what belongs to its time is evidence and stays. */
interface Hold {
  incidentId: number;
  from: Date;
  to: Date;
  because: string;
}

/** What would go of one kind of data, or went. */
export interface RetentionLine {
  kind: string;
  /** Null: kept for ever. */
  days: number | null;
  before: Date | null;
  goes: number;
  /** Old enough, and kept back. */
  held: number;
  heldBy: string[];
}

interface Kind {
  kind: string;
  setting: keyof Periods;
  count(db: Db, before: Date, holds: readonly Hold[]): Promise<{ goes: number; held: number }>;
  remove(tx: Context, before: Date, holds: readonly Hold[]): Promise<number>;
}

const idsOf = (holds: readonly Hold[]): number[] => holds.map(({ incidentId }) => incidentId);

/** The trail is removed from its beginning, so the earliest hold keeps all that follows. */
const auditEdge = (before: Date, holds: readonly Hold[]): Date =>
  new Date(Math.min(before.getTime(), ...holds.map(({ from }) => from.getTime())));

const kinds: readonly Kind[] = [
  {
    kind: 'readings',
    setting: 'readingsDays',
    count: countOldReadings,
    remove: (tx, before, holds) => deleteOldReadings(tx.db, before, holds),
  },
  {
    kind: 'words of callers',
    setting: 'callsDays',
    count: countOldWords,
    remove: (tx, before, holds) => removeOldWords(tx.db, before, holds, tx.clock.now()),
  },
  {
    kind: 'messages',
    setting: 'messagesDays',
    count: (db, before, holds) => countOldAddresses(db, before, idsOf(holds)),
    remove: (tx, before, holds) => removeOldAddresses(tx, before, idsOf(holds)),
  },
  {
    kind: 'audit trail',
    setting: 'auditDays',
    async count(db, before, holds) {
      const free = await oldBeginning(db, auditEdge(before, holds));
      const old = await oldBeginning(db, before);
      return { goes: free.goes, held: old.goes - free.goes };
    },
    remove: (tx, before, holds) => removeBeginning(tx, auditEdge(before, holds)),
  },
  {
    kind: 'sign-ins',
    setting: 'sessionsDays',
    count: async (db, before) => ({ ...(await countOldSignIns(db, before)), held: 0 }),
    remove: (tx, before) => deleteOldSignIns(tx.db, before),
  },
  {
    kind: 'drafts',
    setting: 'draftsDays',
    count: (db, before, holds) => countOldDrafts(db, before, idsOf(holds)),
    remove: (tx, before, holds) => deleteOldDrafts(tx.db, before, idsOf(holds)),
  },
  {
    kind: 'handled facts',
    setting: 'factsDays',
    count: async (db, before) => ({ ...(await countHandledFacts(db, before)), held: 0 }),
    remove: (tx, before) => deleteHandledFacts(tx.db, before),
  },
];

const dayMs = 86_400_000;
/** What came shortly before an incident explains it. */
const daysBefore = 28;

async function findHolds(db: Db, now: Date): Promise<Hold[]> {
  const running = (await listIncidents(db)).flatMap((incident) => {
    const because = whyHeld(incident);
    return because === undefined ? [] : [{ incident, because }];
  });
  return running.map(({ incident, because }) => ({
    incidentId: incident.id,
    from: new Date(incident.startedAt.getTime() - daysBefore * dayMs),
    to: incident.endedAt ?? now,
    because,
  }));
}

function whyHeld({ reference, states }: Incident): string | undefined {
  if (isOpen(states.response)) return `${reference} is open`;
  return states.review === 'not commissioned' || states.review === 'closed'
    ? undefined
    : `the review of ${reference} is not closed`;
}

/** What would go now, by the periods that are set, and what open incidents and running reviews hold back. Changes nothing. */
export async function previewRetention(context: Context): Promise<RetentionLine[]> {
  authorise(context.actor, mayManageSettings);
  const now = context.clock.now();
  const periods = await effective(context.db, retentionSetting);
  const holds = await findHolds(context.db, now);
  const lines: RetentionLine[] = [];
  for (const kind of kinds) lines.push(await lineOf(context.db, kind, periods, { holds, now }));
  return lines;
}

async function lineOf(
  db: Db,
  { kind, setting, count }: Kind,
  periods: Periods,
  { holds, now }: { holds: readonly Hold[]; now: Date },
): Promise<RetentionLine> {
  const period = periods[setting];
  if (period === undefined) return { kind, days: null, before: null, goes: 0, held: 0, heldBy: [] };
  const before = new Date(now.getTime() - period * dayMs);
  const { goes, held } = await count(db, before, holds);
  return {
    kind,
    days: period,
    before,
    goes,
    held,
    heldBy: held > 0 ? holds.map(({ because }) => because) : [],
  };
}

/**
 * Removes what is older than its period, each kind in a transaction of its own, and records how much went. Nothing goes of which
 * `previewRetention` says that it is held. Returns the same lines, of what went.
 */
export async function runRetention(context: Context): Promise<RetentionLine[]> {
  authorise(context.actor, mayManageSettings);
  const lines: RetentionLine[] = [];
  for (const kind of kinds)
    lines.push(
      await inTransaction(context, async (tx) => {
        await lockForTransaction(tx, 'retention');
        const now = tx.clock.now();
        const periods = await effective(tx.db, retentionSetting);
        const holds = await findHolds(tx.db, now);
        const line = await lineOf(tx.db, kind, periods, { holds, now });
        if (line.before === null || line.goes === 0) return line;
        const goes = await kind.remove(tx, line.before, holds);
        await audit(tx, {
          verb: 'retention.run',
          subject: `retention:${kind.kind}`,
          data: { removed: goes, held: line.held, days: line.days, before: line.before.toISOString() },
        });
        return { ...line, goes };
      }),
    );
  return lines;
}
