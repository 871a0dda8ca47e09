import type { CommandGroup, ExitCriterion, Factor, Measure, NextStep } from '../model.ts';
import { type Description, type EventData, eventsOf, type FoldedEvent } from './events.ts';

// What an incident holds, as its events in recorded order leave it. Each fold reads its own types only.

/** Title, summary, severity, words, components and start: the latest value of each. Undefined before any. */
export function descriptionOf(events: readonly FoldedEvent[]): Description | undefined {
  const first = [...eventsOf(events, 'candidate.proposed'), ...eventsOf(events, 'declared')].at(-1)?.data;
  if (!first) return undefined;
  const changes = eventsOf(events, 'described').map(({ data }) => data);
  return Object.assign({}, first, ...changes) as Description;
}

/** The subgroups in the order they were set up, with who is in them now and their actions. */
export function commandOf(events: readonly FoldedEvent[]): CommandGroup[] {
  const groups = new Map<string, CommandGroup>();
  for (const { data } of eventsOf(events, 'command.group')) {
    const known = groups.get(data.group);
    if (known) known.purpose = data.purpose;
    else groups.set(data.group, { ...data, lead: null, members: [], actions: [] });
  }
  for (const event of events) assignOrRelease(groups, event);
  for (const group of groups.values()) {
    group.lead = group.members.findLast((member) => isLeadRole(member.role))?.person ?? null;
    group.actions = actionsOf(events)
      .filter((action) => action.group === group.group)
      .map(({ group: _, ...rest }) => rest);
  }
  return [...groups.values()];
}

/** Roles that one person holds at a time: a new one takes over. `member` is held by many. */
const isLeadRole = (role: string): boolean => /\blead$/.test(role);

function assignOrRelease(groups: Map<string, CommandGroup>, event: FoldedEvent): void {
  for (const { at, data } of eventsOf([event], 'command.assigned')) {
    const group = groups.get(data.group);
    if (!group) continue;
    const { role, person, organisation } = data;
    const stays = group.members.filter((member) =>
      isLeadRole(role) ? member.role !== role : member.role !== role || member.person !== person,
    );
    group.members = [...stays, { role, person, organisation, from: at }];
  }
  for (const { data } of eventsOf([event], 'command.released')) {
    const group = groups.get(data.group);
    if (!group) continue;
    group.members = group.members.filter(
      (member) => member.role !== data.role || member.person !== data.person,
    );
  }
}

type GroupAction = CommandGroup['actions'][number] & { group: string };

export function actionsOf(events: readonly FoldedEvent[]): GroupAction[] {
  const done = new Map(eventsOf(events, 'command.action-done').map(({ at, data }) => [data.number, at]));
  return eventsOf(events, 'command.action').map(({ data }) => ({
    ...data,
    doneAt: done.get(data.number) ?? null,
  }));
}

/** Everybody who has ever held a role or owned an action, as named then. */
export function peopleOf(events: readonly FoldedEvent[]): string[] {
  return [
    ...eventsOf(events, 'command.assigned').map(({ data }) => data.person),
    ...eventsOf(events, 'command.action').map(({ data }) => data.owner),
  ];
}

/** Factors in the order they were added. Evidence accumulates; the latest grade stands. */
export function factorsOf(events: readonly FoldedEvent[]): Factor[] {
  const factors = new Map<string, Factor>();
  for (const { at, data } of eventsOf(events, 'factor.added')) {
    factors.set(data.key, {
      ...data,
      grade: 'hypothesis',
      evidenceFor: [],
      evidenceAgainst: [],
      addedAt: at,
      gradedAt: null,
      gradedBy: null,
      reason: null,
    });
  }
  for (const { at, actor, data } of eventsOf(events, 'factor.graded')) {
    const factor = factors.get(data.key);
    if (!factor) continue;
    factor.grade = data.grade;
    factor.reason = data.reason;
    factor.gradedAt = at;
    factor.gradedBy = actor;
    factor.evidenceFor = distinct([...factor.evidenceFor, ...data.evidenceFor]);
    factor.evidenceAgainst = distinct([...factor.evidenceAgainst, ...data.evidenceAgainst]);
  }
  return [...factors.values()];
}

const distinct = (texts: string[]): string[] => [...new Set(texts)];

/** Measures in the order they were recorded, without outcomes, which are measured and not told. */
export function measuresOf(events: readonly FoldedEvent[]): Omit<Measure, 'outcome'>[] {
  const ended = new Map(eventsOf(events, 'measure.ended').map(({ data }) => [data.key, data.endedAt]));
  return eventsOf(events, 'measure.added').map(({ data }) => ({
    ...data,
    endedAt: ended.get(data.key) ?? null,
  }));
}

export type CriterionTerms = Omit<ExitCriterion, 'met' | 'value' | 'text' | 'asOf'>;

/** Exit criteria in the order they were set. */
export const criteriaOf = (events: readonly FoldedEvent[]): CriterionTerms[] =>
  eventsOf(events, 'criterion.added').map(({ data }: { data: EventData<'criterion.added'> }) => data);

/** Next steps, done ones included. */
export function nextStepsOf(events: readonly FoldedEvent[]): NextStep[] {
  const done = new Map(eventsOf(events, 'nextstep.done').map(({ at, data }) => [data.number, at]));
  return eventsOf(events, 'nextstep.added').map(({ data }) => ({
    ...data,
    doneAt: done.get(data.number) ?? null,
  }));
}
