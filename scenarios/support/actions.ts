import type { Does, Person } from './script.ts';
import { hourMs, later, minuteMs } from './time.ts';
import type { World } from './world.ts';

// What people do in every scenario, whatever its dates.

type Group = readonly [group: string, purpose: string, role: string, person: Person];

export function setUpCommand(does: Does, of: { at: Date; lead: Person; groups: readonly Group[] }): void {
  for (const [group, purpose, role, person] of of.groups) {
    does(of.at, of.lead, 'command.group', { group, purpose });
    does(of.at, of.lead, 'command.assign', { group, role, person: person.name });
  }
}

/** The calls that no rule could settle: one belongs to the incident, the other does not. */
export function decideCalls(does: Does, { calls, parameters }: World, of: { at: Date; desk: Person }): void {
  for (const call of calls.filter(({ about }) => about === 'undecided')) {
    does(of.at, of.desk, call.belongs ? 'call.confirm' : 'call.reject', {
      source: parameters.calls.source,
      externalId: call.row.externalId,
      reason: call.belongs
        ? 'Rang back: the practice has no connection.'
        : 'Rang back: a printer at a care home.',
    });
  }
}

export interface MigrationActions {
  engineer: Person;
  startedAt: Date;
  plannedAt: Date;
  cannotMoveAt: Date;
  contactedBy: Person;
  /** Sites that cannot move are contacted at these times, in turn. */
  contactedAt: readonly Date[];
}

/** The migration as its engineers record it: waves planned, moves written down once a wave is through. */
export function migrate(does: Does, world: World, of: MigrationActions): void {
  const { parameters, estate, plan } = world;
  const { key, title, waves } = parameters.migration;
  const { old, new: second } = parameters.concentrators;
  does(of.startedAt, of.engineer, 'migration.start', { key, title, from: old.code, to: second.code });
  recordStuck(does, world, of);
  for (const wave of waves) {
    const sites = estate.sites.filter((site) => {
      const planned = plan.get(site.index);
      return planned !== undefined && 'wave' in planned && planned.wave === wave.name;
    });
    does(of.plannedAt, of.engineer, 'migration.plan', {
      wave: wave.name,
      sites: sites.map((site) => site.code),
      plannedFor: wave.plannedFor.toISOString(),
    });
    const moved = sites.map((site) => ({ site, movedAt: movedAt(world, site.index) }));
    const recordedAt = nextHour(Math.max(...moved.map((one) => one.movedAt.getTime())));
    for (const { site, movedAt: at } of moved)
      does(recordedAt, of.engineer, 'migration.move', { site: site.code, at: at.toISOString() });
  }
}

function movedAt({ plan }: World, site: number): Date {
  const planned = plan.get(site);
  if (!planned || !('movesAt' in planned)) throw new RangeError(`Site ${site} does not move.`);
  return planned.movesAt;
}

/** Records are written on the hour, at least 5 minutes after the last move. */
const nextHour = (ms: number): Date => new Date(Math.ceil((ms + 5 * minuteMs) / hourMs) * hourMs);

function recordStuck(does: Does, { plan, estate }: World, of: MigrationActions): void {
  const stuck = estate.sites.flatMap((site) => {
    const planned = plan.get(site.index);
    return planned && 'reason' in planned ? [{ site, ...planned }] : [];
  });
  for (const [index, { site, reason, detail }] of stuck.entries()) {
    does(of.cannotMoveAt, of.engineer, 'migration.cannot-move', { site: site.code, reason, detail });
    const at = of.contactedAt[index % of.contactedAt.length] ?? later(of.cannotMoveAt, 60);
    does(at, of.contactedBy, 'contact.record', {
      site: site.code,
      channel: 'phone',
      summary: 'Told why the site cannot move yet and that the first concentrator now carries less.',
      answered: true,
    });
  }
}
