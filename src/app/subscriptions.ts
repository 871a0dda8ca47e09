import { z } from 'zod';
import { detect, detectSurge } from '#detection';
import {
  findIncidentById,
  isOpen,
  linkSubject,
  openIncidents,
  recordEvent,
  takeSuggestions,
  updateImpact,
} from '#incidents';
import { systemActor } from '#platform/auth';
import type { Context } from '#platform/context';
import { notify } from '#platform/db';
import type { Jobs } from '#platform/jobs';
import type { Handler } from '#platform/outbox';
import { draftCorrection, syncCalendar } from '#publishing';
import { askWhenRestored } from '#recovery';
import { tellWebhooks } from '#review';
import { linkCalls, rematchCalls } from '#servicedesk';
import { askForLook, type LookRhythm } from './attribution.ts';
import { jobNames } from './jobs.ts';
import { sendRequested, tellOfFailure } from './messages.ts';

/** What the rest of the process must do once the facts of a drain are settled. */
export interface Consequences {
  /** Data under published claims may have changed. */
  claims: boolean;
  /** What is planned may have changed: calendars follow. */
  calendar: boolean;
  /** Something published changed: the page must show it at once. */
  publish: boolean;
}

const ids = z.array(z.number());
const telemetryChanged = z.object({
  siteIds: ids,
  concentratorIds: ids,
  from: z.coerce.date(),
  to: z.coerce.date(),
});
const callsChanged = z.object({ callIds: ids });
const episodesChanged = z.object({ episodeIds: ids });

const attributionChanged = z.object({ resultId: z.number() });

const planningAsked = z.object({ runId: z.number() });

const incidentChanged = z.object({ incidentId: z.number(), subjectChanged: z.boolean().default(false) });

/** Announced when what is published must be built again; every process that serves listens. */
export const publicationChannel = 'allclear_publication';

const asSystem = (tx: Context): Context => ({ ...tx, actor: systemActor });

/**
 * Which domain hears of which fact. This is the only place where facts travel from left to right; each handler runs in
 * the transaction that marks its fact handled.
 */
export function subscriptions(
  consequences: Consequences,
  jobs: Jobs,
  rhythm: LookRhythm,
): Record<string, readonly Handler[]> {
  const claims: Handler = async () => {
    consequences.claims = true;
  };
  const calendar: Handler = async () => {
    consequences.calendar = true;
  };
  const publish: Handler = async (tx) => {
    consequences.publish = true;
    await notify(tx, publicationChannel);
    await jobs.enqueue(tx, jobNames.export, {}, { key: 'page' });
  };
  const lookAgain: Handler = (tx) => askForLook(tx, jobs, rhythm);
  const foresee: Handler = async (tx) => {
    if (rhythm.foresees) await jobs.enqueue(tx, jobNames.foresee, {}, { key: 'all' });
  };
  const lookWhenPeriodChanged: Handler = async (tx, data) => {
    if (incidentChanged.parse(data).subjectChanged) await lookAgain(tx, data);
  };
  return {
    'estate.changed': [rematchWhenPlacesChanged, lookAgain, foresee, claims],
    'telemetry.changed': [
      async (tx, data) => void (await detect(asSystem(tx), telemetryChanged.parse(data))),
      claims,
    ],
    'calls.changed': [linkToOpenIncidents, async (tx) => void (await detectSurge(asSystem(tx))), claims],
    'calls.linked': [claims],
    'episodes.changed': [
      async (tx, data) => void (await updateImpact(asSystem(tx), episodesChanged.parse(data))),
      lookAgain,
      claims,
    ],
    'attribution.changed': [
      async (tx, data) => void (await takeSuggestions(asSystem(tx), attributionChanged.parse(data).resultId)),
    ],
    'incident.changed': [
      relinkWhenSubjectChanged,
      lookWhenPeriodChanged,
      cancelWorkWhenClosed,
      async (tx, data) => askWhenRestored(asSystem(tx), incidentChanged.parse(data).incidentId),
      claims,
    ],
    'migration.changed': [calendar, claims],
    'planning.asked': [
      async (tx, data) => {
        const { runId } = planningAsked.parse(data);
        await jobs.enqueue(tx, jobNames.plan, { runId });
      },
    ],
    // Open screens hear of it.
    'planning.progressed': [],
    'calendar.changed': [publish],
    'supplier.changed': [claims, publish],
    'recovery.changed': [claims],
    'review.changed': [claims],
    // Open screens hear of it; nothing else follows from a draft.
    'update.changed': [],
    'subscription.changed': [],
    'staff.break-glass': [noteBreakGlass],
    // Words, hours and names: the sentences that stand are looked at again, and the page is made anew.
    'settings.changed': [claims, publish],
    'report.published': [publish],
    'action.changed': [tellOfAction('action.changed'), publish],
    'action.reminder': [tellOfAction('action.reminder')],
    'update.published': [claims, publish],
    'claim.changed': [publish],
    // Apart from the fact above: the page changes at once, whatever becomes of the draft.
    'correction.due': [draftCorrectionOf],
    'message.requested': [sendRequested],
    'message.undeliverable': [tellOfFailure],
  };
}

const estateChanged = z.object({ importId: z.number().nullable() });

/** Calls are matched by what an import brings: names, addresses, telephones. An attribute of a site is none of these. */
const rematchWhenPlacesChanged: Handler = async (tx, data) => {
  if (estateChanged.parse(data).importId !== null) await rematchCalls(asSystem(tx));
};

const linkToOpenIncidents: Handler = async (tx, data) => {
  const { callIds } = callsChanged.parse(data);
  for (const incident of await openIncidents(tx.db)) {
    await linkCalls(asSystem(tx), await linkSubject(tx.db, incident), callIds);
  }
};

const actionTold = z.object({ incidentId: z.number(), number: z.number(), stage: z.string().optional() });

/** Programs that subscribed hear of an action when it changes, and when somebody is reminded of it. */
const tellOfAction =
  (type: 'action.changed' | 'action.reminder'): Handler =>
  async (tx, data) => {
    const { stage, ...action } = actionTold.parse(data);
    await tellWebhooks(asSystem(tx), action, type, stage);
  };

const correctionDue = z.object({ incidentId: z.number(), updateId: z.number() });

const draftCorrectionOf: Handler = async (tx, data) => {
  const { incidentId, updateId } = correctionDue.parse(data);
  await draftCorrection(asSystem(tx), incidentId, updateId);
};

/** Whoever runs an incident has to know that somebody came in past the locks. */
const noteBreakGlass: Handler = async (tx, data) => {
  const { text } = z.object({ text: z.string() }).parse(data);
  for (const incident of await openIncidents(tx.db))
    await recordEvent(asSystem(tx), incident.id, { type: 'break-glass', text });
};

/** Work that was planned for an incident is called off when it closes. */
const cancelWorkWhenClosed: Handler = async (tx, data) => {
  const { incidentId } = incidentChanged.parse(data);
  const { states } = await findIncidentById(tx.db, incidentId);
  if (!isOpen(states.response)) await syncCalendar(asSystem(tx));
};

/** A declared incident, or one whose affected sites changed, may take in calls that were there before. */
const relinkWhenSubjectChanged: Handler = async (tx, data) => {
  const { incidentId, subjectChanged } = incidentChanged.parse(data);
  if (!subjectChanged) return;
  const incident = (await openIncidents(tx.db)).find((each) => each.id === incidentId);
  if (incident) await linkCalls(asSystem(tx), await linkSubject(tx.db, incident));
};
