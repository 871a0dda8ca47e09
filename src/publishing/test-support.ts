import { incidentVerbs, linkSubject, openIncidents } from '#incidents';
import { planningVerbs } from '#planning';
import type { Actor, Role } from '#platform/auth';
import { runVerb } from '#platform/verbs';
import { publishingVerbs } from '#publishing';
import { importCalls, linkCalls } from '#servicedesk';
import { type TestContext, testContext } from '../../test/support/database.ts';
import { givenEstate } from '../../test/support/estate.ts';
import { givenEpisode, givenIncident } from '../../test/support/incidents.ts';

const verbs = [...publishingVerbs, ...incidentVerbs, ...planningVerbs];

export const person = (name: string, ...roles: Role[]): Actor => ({ kind: 'person', name, roles });

export const author = person('Ada Author', 'communications author');
export const approver = person('Bo Approver', 'approver');

export interface Desk {
  context: TestContext;
  siteIds: number[];
  /** Runs a verb on the incident `firewalls`. */
  as(actor: Actor, verb: string, input?: Record<string, unknown>): Promise<unknown>;
  /** Calls come in from these practices and are linked by the rule. */
  calls(given: readonly { id: string; at: string; ods: string; text?: string }[]): Promise<void>;
  /** The desk's feed says that it has told everything up to now. */
  heartbeat(): Promise<void>;
  to(instant: string): void;
}

/** 40 practices, an incident since 16 April, ten of them affected until 20 April; it is 10am on 20 April in London. */
export async function givenDesk(): Promise<Desk> {
  const context = await testContext({ at: new Date('2026-04-20T09:00:00Z') });
  const { siteCodes } = await givenEstate(context, 40);
  const siteIds = siteCodes.map((_, index) => index + 1);
  await givenEpisode(context, {
    kind: 'outage',
    siteIds: siteIds.slice(0, 10),
    from: '2026-04-20T06:00:00Z',
    to: '2026-04-20T07:00:00Z',
  });
  await givenIncident(context);
  const intake = { ...context, actor: person('feed', 'intake') };
  const send = async (calls: readonly unknown[]): Promise<void> => {
    await importCalls(intake, { source: 'desk', syncedAt: context.clock.now().toISOString(), calls });
    for (const incident of await openIncidents(context.db))
      await linkCalls(context, await linkSubject(context.db, incident));
  };
  return {
    context,
    siteIds,
    as: (actor, verb, input = {}) =>
      runVerb(
        verbs,
        { ...context, actor },
        verb,
        verb === 'alerts.acknowledge' ? input : { incident: 'firewalls', ...input },
      ),
    calls: (given) =>
      send(
        given.map(({ id, at, ods, text = 'Internet down, VPN not working' }) => ({
          externalId: id,
          openedAt: at,
          status: 'open',
          odsCode: ods,
          shortDescription: text,
        })),
      ),
    heartbeat: () => send([]),
    to: (instant) => context.clock.advanceTo(new Date(instant)),
  };
}

/** Drafts, submits, approves and publishes an update; returns its number. */
export async function publish(
  desk: Desk,
  body: string,
  input: Record<string, unknown> = {},
): Promise<number> {
  const number = await approve(desk, body, input);
  await desk.as(author, 'update.publish', { number });
  return number;
}

/** Drafts, submits and approves an update; returns its number. */
export async function approve(
  desk: Desk,
  body: string,
  input: Record<string, unknown> = {},
): Promise<number> {
  const nextUpdateDue = new Date(desk.context.clock.now().getTime() + 86_400_000).toISOString();
  const drafted = await desk.as(author, 'update.draft', {
    title: 'Where we are',
    body,
    nextUpdateDue,
    ...input,
  });
  const { number } = drafted as { number: number };
  await desk.as(author, 'update.submit', { number });
  await desk.as(approver, 'update.approve', { number });
  return number;
}
