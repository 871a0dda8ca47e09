import { formatDate } from '#platform/clock';
import type { ActionStatus, ReviewAction } from '../model.ts';
import { type Entry, entriesOf, type Read } from './entries.ts';

/** What an action needs to be known by beside its entries. */
export interface ActionHome {
  reviewId: number;
  incidentId: number;
  /** Of the incident: `INC-2026-001`. */
  reference: string;
}

/** Which status may follow which. A check that failed opens the action again; nothing that was shown to work is taken back. */
export const actionTransitions: Readonly<Record<ActionStatus, readonly ActionStatus[]>> = {
  proposed: ['accepted', 'rejected'],
  accepted: ['in progress', 'done', 'rejected'],
  'in progress': ['done', 'rejected'],
  done: ['shown to work', 'not effective'],
  'not effective': ['in progress', 'done', 'rejected'],
  'shown to work': [],
  rejected: [],
};

export const mayFollow = (from: ActionStatus, to: ActionStatus): boolean =>
  actionTransitions[from].includes(to);

/** Work is still owed: accepted and not yet said to be done, or done in vain. */
export const isOpen = ({ status }: Pick<ReviewAction, 'status'>): boolean =>
  status === 'accepted' || status === 'in progress' || status === 'not effective';

/** Neither shown to work nor rejected: what a later incident must be told of. */
export const isUnsettled = ({ status }: Pick<ReviewAction, 'status'>): boolean =>
  status !== 'shown to work' && status !== 'rejected';

/** Overdue from the day after its due date. `today` is a London date. */
export const isOverdue = (action: Pick<ReviewAction, 'status' | 'dueOn'>, today: string): boolean =>
  isOpen(action) && action.dueOn < today;

/** Done, its check date has come, and nothing was found yet. */
export const isCheckDue = (
  { status, checkOn }: Pick<ReviewAction, 'status' | 'checkOn'>,
  today: string,
): boolean => status === 'done' && checkOn <= today;

const day = (date: string): string => formatDate(new Date(`${date}T12:00:00Z`));

/** What each later entry does to an action. */
const folds: Readonly<Record<string, (action: ReviewAction, entries: readonly Entry[]) => void>> = {
  'action.accepted': each('action.accepted', (action, { data }) => {
    action.status = 'accepted';
    return `Accepted. ${data.note}`;
  }),
  'action.rejected': each('action.rejected', (action, { data }) => {
    action.status = 'rejected';
    return `Rejected: ${data.reason}`;
  }),
  'action.started': each('action.started', (action, { data }) => {
    action.status = 'in progress';
    action.doneAt = null;
    return `Started. ${data.note}`;
  }),
  'action.replanned': each('action.replanned', (action, { data }) => {
    const from = action.dueOn;
    action.dueOn = data.dueOn;
    action.checkOn = data.checkOn;
    return `Due ${day(data.dueOn)} instead of ${day(from)}, to be checked on ${day(data.checkOn)}: ${data.reason}`;
  }),
  'action.done': each('action.done', (action, { data, at }) => {
    action.status = 'done';
    action.doneAt = at;
    action.said = data.said;
    return `Done: ${data.evidence}${data.said ? ` Said then: ${data.said.text}.` : ''}`;
  }),
  'action.checked': each('action.checked', (action, { data, at, actor }) => {
    action.checks.push({ ...data, at, by: actor });
    if (data.outcome !== 'cannot be measured') action.status = data.outcome;
    return `Checked: ${data.outcome}. ${data.text}`;
  }),
  'action.reminded': each('action.reminded', (action, { data }) => {
    action.remindedFor.push(data.stage);
    return null;
  }),
};

function each<K extends Parameters<typeof entriesOf>[1]>(
  kind: K,
  change: (action: ReviewAction, entry: Read<K>) => string | null,
): (action: ReviewAction, entries: readonly Entry[]) => void {
  return (action, entries) => {
    for (const entry of entriesOf(entries, kind)) {
      const text = change(action, entry);
      if (text !== null) action.history.push({ at: entry.at, by: entry.actor, text: text.trim() });
    }
  };
}

/** The actions of one review, in the order of their numbers, with all that happened to them. */
export function actionsOf(entries: readonly Entry[], home: ActionHome): ReviewAction[] {
  const bySubject = Map.groupBy(
    entries.filter(({ kind }) => kind.startsWith('action.')),
    ({ subject }) => subject,
  );
  return entriesOf(entries, 'action.proposed').map((proposed) => {
    const action = proposedAction(proposed, home);
    for (const entry of bySubject.get(proposed.subject) ?? []) folds[entry.kind]?.(action, [entry]);
    return action;
  });
}

function proposedAction(
  { subject, actor, at, data }: Read<'action.proposed'>,
  home: ActionHome,
): ReviewAction {
  return {
    ...home,
    number: Number(subject),
    reference: `${home.reference}/${subject}`,
    ...data,
    originalDueOn: data.dueOn,
    status: 'proposed',
    proposedBy: actor,
    doneAt: null,
    checks: [],
    history: [{ at, by: actor, text: 'Proposed.' }],
    said: null,
    remindedFor: [],
  };
}
