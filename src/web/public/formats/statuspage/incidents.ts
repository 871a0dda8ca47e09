import type { Bulletin, IncidentBulletin, PublishedUpdate, StatusChange } from '#publishing';
import { latestOf } from '../../atom.ts';
import { updateText } from '../../claims.ts';
import { absolute, paths } from '../../paths.ts';
import { correctionsOf, sentence, updateTitle } from '../../words.ts';
import type { Component, PageParts } from './components.ts';
import { stableId } from './ids.ts';
import type {
  AffectedComponentShape,
  ComponentStatus,
  IncidentShape,
  IncidentStatus,
  Indicator,
  UpdateShape,
} from './shapes.ts';

const published = ['published', 'actions', 'effectiveness checked', 'closed'];

/**
 * Four states in one field. What is being fixed is `identified`; what works again but is watched, or whose practices are
 * still recovering, is `monitoring`; what is over is `resolved`, and `postmortem` once its review has been published.
 */
export function incidentStatus({ response, recovery, review }: Omit<StatusChange, 'at'>): IncidentStatus {
  switch (response) {
    case 'candidate':
    case 'investigating':
      return 'investigating';
    case 'cause identified':
    case 'mitigating':
      return 'identified';
    case 'monitoring':
      return 'monitoring';
    case 'restored':
      return recovery === 'recovered' ? 'resolved' : 'monitoring';
    default:
      if (recovery === 'recovering') return 'monitoring';
      return published.includes(review) ? 'postmortem' : 'resolved';
  }
}

export const unresolvedStatuses: readonly IncidentStatus[] = ['investigating', 'identified', 'monitoring'];

/** From the severity that people set, which does not move with every reading. */
export const impactOf = ({ itSeverity }: IncidentBulletin): Indicator =>
  itSeverity <= 1 ? 'critical' : itSeverity === 2 ? 'major' : 'minor';

const statusWords: Readonly<Record<IncidentStatus, string>> = {
  investigating: 'We are investigating.',
  identified: 'We know what contributes to this, and are fixing it.',
  monitoring: 'The service works again. We are watching it, and practices are recovering.',
  resolved: 'This is over.',
  postmortem: 'The review has been published.',
};

/** One entry of `incident_updates`: an update that people wrote, or a change of status without one. */
interface Step {
  at: string;
  status: IncidentStatus;
  update: PublishedUpdate | null;
}

/**
 * Updates, and each change of status that no update told, newest first. Every incident has at least one: readers take
 * the text of the first without asking. The status of the first is that of the incident.
 */
function stepsOf(incident: IncidentBulletin): Step[] {
  const changes: Step[] = [];
  for (const change of incident.statusHistory) {
    const status = incidentStatus(change);
    if (changes.at(-1)?.status !== status) changes.push({ at: change.at, status, update: null });
  }
  if (changes.length === 0)
    changes.push({
      at: incident.declaredAt ?? incident.startedAt,
      status: incidentStatus(incident.states),
      update: null,
    });
  const statusAt = (at: string): IncidentStatus =>
    changes.findLast((change) => change.at <= at)?.status ?? changes[0]?.status ?? 'investigating';
  const updates = incident.updates.map((update): Step => {
    const { publishedAt, frozen } = update;
    return { at: publishedAt, status: frozen ? incidentStatus(frozen) : statusAt(publishedAt), update };
  });
  return [...changes, ...updates].sort(
    (a, b) => b.at.localeCompare(a.at) || Number(b.update !== null) - Number(a.update !== null),
  );
}

/** The incident as Statuspage would tell it. */
export function incidentShape(
  bulletin: Bulletin,
  incident: IncidentBulletin,
  parts: PageParts,
): IncidentShape {
  const id = incidentId(incident);
  const steps = stepsOf(incident);
  const affected = affectedComponents(incident, parts.components);
  const pasts = affected.map((component) => pastOf(component, incident.slug));
  const changes = affectedAtSteps(pasts, steps);
  const updates = steps.map((step, index) => updateShape(bulletin, incident, step, changes[index] ?? null));
  const status = steps[0]?.status ?? 'investigating';
  const reached = (wanted: readonly IncidentStatus[]): string | null => {
    if (!wanted.includes(status)) return null;
    const before = steps.findIndex((step) => !wanted.includes(step.status));
    return (before === -1 ? steps.at(-1) : steps[before - 1])?.at ?? null;
  };
  return {
    id,
    name: incident.title,
    status,
    created_at: incident.declaredAt ?? incident.startedAt,
    updated_at: latestOf(updates.map((update) => update.updated_at)),
    monitoring_at: reached(['monitoring', 'resolved', 'postmortem']),
    resolved_at: reached(['resolved', 'postmortem']),
    impact: impactOf(incident),
    shortlink: absolute(bulletin.publicUrl, paths.incident(incident.slug)),
    started_at: incident.startedAt,
    page_id: parts.pageId,
    incident_updates: updates,
    components: affected.map((component) => component.shape),
    reminder_intervals: null,
  };
}

export const incidentId = (incident: IncidentBulletin): string => stableId('incident', incident.slug);

function updateShape(
  bulletin: Bulletin,
  incident: IncidentBulletin,
  { at, status, update }: Step,
  affected: AffectedComponentShape[] | null,
): UpdateShape {
  const key = update ? ['update', update.number] : ['status', at, status];
  return {
    id: stableId('incident', incident.slug, ...key),
    status,
    body: update ? bodyOf(bulletin, incident, update) : changeText(incident, status, at),
    incident_id: incidentId(incident),
    created_at: at,
    updated_at: update ? updatedAt(incident, update) : at,
    display_at: at,
    affected_components: affected,
    deliver_notifications: update !== null,
    custom_tweet: null,
    tweet_id: null,
  };
}

/** Later than its publication when a sentence stopped being true or was corrected. */
const updatedAt = (incident: IncidentBulletin, update: PublishedUpdate): string =>
  latestOf([
    update.publishedAt,
    ...update.claims.map((claim) => claim.stoppedAt),
    ...correctionsOf(incident, update).map((each) => each.publishedAt),
  ]);

function bodyOf(bulletin: Bulletin, incident: IncidentBulletin, update: PublishedUpdate): string {
  const corrected = correctionsOf(incident, update).map((each) => `[Corrected by update ${each.number}.] `);
  return `${corrected.join('')}${updateTitle(update)}\n\n${updateText(update, bulletin.asOf)}`;
}

const changeText = (incident: IncidentBulletin, status: IncidentStatus, at: string): string =>
  at === incident.statusHistory[0]?.at
    ? `${sentence(incident.summary)} ${statusWords[status]}`
    : statusWords[status];

/** Components without those that only group others, where a practice is concerned. */
function affectedComponents(incident: IncidentBulletin, components: readonly Component[]): Component[] {
  const concerned = new Set(incident.concerns);
  return components.filter(
    ({ shape, practices }) => !shape.group && practices.some(({ odsCode }) => concerned.has(odsCode)),
  );
}

type Trouble = { from: string; to: string | null; isOutage: boolean };

/** What is kept of a component in this incident: for each of its practices that had any, its impact periods. */
interface Past {
  component: Component;
  /** Undefined when nothing is kept, as of incidents that are over. */
  troubles: Trouble[][] | undefined;
}

function pastOf(component: Component, slug: string): Past {
  const own = component.practices.flatMap(
    (practice) => practice.incidents.find((each) => each.slug === slug) ?? [],
  );
  const troubles = own
    .filter(({ periods }) => periods.length > 0)
    .map(({ periods }) => periods.map(({ from, to, kind }) => ({ from, to, isOutage: kind === 'outage' })));
  return { component, troubles: own.length === 0 ? undefined : troubles };
}

/** How a component stood at an instant by the impact periods of this incident. */
function statusThen(troubles: readonly Trouble[][], practices: number, at: string): ComponentStatus {
  let down = 0;
  let troubled = 0;
  for (const periods of troubles) {
    const then = periods.filter(({ from, to }) => from <= at && (to === null || to > at));
    if (then.some((period) => period.isOutage)) down += 1;
    else if (then.length > 0) troubled += 1;
  }
  if (down * 2 >= practices && down > 0) return 'major_outage';
  if (down > 0) return 'partial_outage';
  return troubled > 0 ? 'degraded_performance' : 'operational';
}

/**
 * For each step, newest first: the components whose status was not operational, or was not at the step before. Null
 * where nothing is known of any.
 */
function affectedAtSteps(
  pasts: readonly Past[],
  steps: readonly Step[],
): (AffectedComponentShape[] | null)[] {
  const found: AffectedComponentShape[][] = steps.map(() => []);
  for (const { component, troubles } of pasts) {
    if (!troubles) continue;
    const { shape, fullName, practices } = component;
    let before: ComponentStatus = 'operational';
    for (let index = steps.length - 1; index >= 0; index -= 1) {
      const now = statusThen(troubles, practices.length, steps[index]?.at ?? '');
      if (now !== 'operational' || before !== 'operational')
        found[index]?.push({ code: shape.id, name: fullName, old_status: before, new_status: now });
      before = now;
    }
  }
  return found.map((affected) => (affected.length === 0 ? null : affected));
}
