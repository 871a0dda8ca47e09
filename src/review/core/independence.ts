import type { CommandGroup, TimelineEntry } from '#incidents';

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/**
 * Why this person is not independent of the incident: a role held, an action owned, or an entry in the timeline.
 * Empty when nothing speaks against them.
 */
export function tiesOf(
  person: string,
  incident: { groups: readonly CommandGroup[]; entries: readonly TimelineEntry[] },
): string[] {
  const roles = incident.entries
    .filter((entry) => entry.type === 'command.assigned' && same(String(entry.data.person), person))
    .map((entry) => `${person} held the role '${entry.data.role}' in ${entry.data.group}.`);
  const actions = incident.groups
    .flatMap((group) => group.actions)
    .filter((action) => same(action.owner, person))
    .map((action) => `${person} owns action ${action.number}.`);
  const acted = incident.entries.filter((entry) => same(entry.actor, person)).length;
  const entries =
    acted === 0 ? [] : [`${person} recorded ${acted} ${acted === 1 ? 'entry' : 'entries'} of the timeline.`];
  return [...new Set([...roles, ...actions, ...entries])];
}
