import { type Component, type Incident, listIncidents } from '#incidents';
import { londonDate } from '#platform/clock';
import type { Db } from '#platform/db';
import { actionsOf, isCheckDue, isOverdue, isUnsettled } from './core/actions.ts';
import type { ReviewAction } from './model.ts';
import { selectActionEntries, selectReviews } from './store.ts';

/** An action with the incident it came from. */
export interface TrackedAction extends ReviewAction {
  incident: Pick<Incident, 'id' | 'slug' | 'title' | 'reference' | 'components'>;
  reviewState: string;
}

/** Every action of every review, oldest review first: three queries, however many there are. */
export async function allActions(db: Db): Promise<TrackedAction[]> {
  const reviews = await selectReviews(db);
  if (reviews.length === 0) return [];
  const incidents = new Map((await listIncidents(db)).map((incident) => [incident.id, incident]));
  const entries = Map.groupBy(await selectActionEntries(db), ({ reviewId }) => reviewId);
  return reviews.flatMap((review) => {
    const incident = incidents.get(review.incidentId);
    const own = entries.get(review.id);
    if (!incident || !own) return [];
    const home = { reviewId: review.id, incidentId: incident.id, reference: incident.reference };
    return actionsOf(own, home).map((action) => ({ ...action, incident, reviewState: review.state }));
  });
}

export interface OverdueAction {
  action: TrackedAction;
  /** `overdue`: not done by its date. `check due`: done, and its check waits. */
  why: 'overdue' | 'check due';
}

/** Actions whose date has passed, or whose check has come and shows nothing yet; the longest overdue first. */
export async function overdueActions(db: Db, now: Date): Promise<OverdueAction[]> {
  const today = londonDate(now);
  return (await allActions(db))
    .flatMap((action): OverdueAction[] => {
      if (isOverdue(action, today)) return [{ action, why: 'overdue' }];
      return isCheckDue(action, today) ? [{ action, why: 'check due' }] : [];
    })
    .sort((a, b) => (a.action.dueOn < b.action.dueOn ? -1 : 1));
}

export interface StillOpen {
  incident: TrackedAction['incident'];
  /** Components that both incidents are about. */
  shared: Component[];
  actions: TrackedAction[];
}

const isSame = (a: Component, b: Component): boolean => a.key === b.key && a.value === b.value;

/**
 * Earlier incidents about the same components, with their actions that are not done or not shown to work: what a new
 * incident should know at once. Newest incident first; those without such actions are left out.
 */
export async function actionsStillOpen(
  db: Db,
  components: readonly Component[],
  except?: number,
): Promise<StillOpen[]> {
  const open = (await allActions(db)).filter((action) => isUnsettled(action) && action.incidentId !== except);
  return [...Map.groupBy(open, ({ incidentId }) => incidentId).values()]
    .flatMap((actions): StillOpen[] => {
      const incident = actions[0]?.incident;
      const shared =
        incident?.components.filter((own) => components.some((given) => isSame(own, given))) ?? [];
      return incident && shared.length > 0 ? [{ incident, shared, actions }] : [];
    })
    .reverse();
}
