import { z } from 'zod';
import { findSite, listConcentrators } from '#estate';
import { findIncident, type Incident, recordEvent, slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError, notFound, parseInput, required } from '#platform/errors';
import { changeMigration } from './change.ts';
import { type StopRule, usualStopRule } from './core/waves/act.ts';
import { runWave } from './core/waves/run-wave.ts';
import { simulatedNetwork } from './core/waves/simulated-network.ts';
import type { Contact, MoveStatus } from './model.ts';
import { mayApprovePlan, mayRead } from './policy.ts';
import { contactLog, migrationProgress } from './read.ts';
import { findPlan, insertMoves, planMoves, selectMoves } from './store.ts';
import {
  type MovePlan,
  type PlanContent,
  selectMovePlan,
  selectMovePlans,
  setApproved,
} from './store-plans.ts';

export const versionInput = z.strictObject({
  incident: slugText,
  version: z.number().int().min(1).describe('Number of the plan'),
});

/**
 * Approves a plan that somebody else made. Its waves become those of the incident's migration, as far as sites go the migration's
 * way. `state.refused` for one's own plan, an approved one, or one that is not the newest.
 */
export const approvePlan = (context: Context, input: z.input<typeof versionInput>): Promise<MovePlan> =>
  changeMigration(
    context,
    { name: 'moves.approve', rule: mayApprovePlan },
    versionInput.extend({ at: z.undefined().optional() }),
    input,
    async ({ tx, incident, parsed, at }) => {
      const plan = await planOfVersion(tx, incident, parsed.version);
      const newest = (await selectMovePlans(tx.db, incident.id))[0]?.version;
      const refuse = (why: string): never => {
        throw new AllclearError('state.refused', `${why} Nothing was changed.`);
      };
      if (plan.madeBy === tx.actor.name) refuse('A plan is approved by somebody other than who made it.');
      if (plan.approvedAt !== null) refuse(`Plan ${plan.version} is approved already.`);
      if (newest !== plan.version) refuse(`Plan ${newest} is newer: it was made from how things stand.`);
      await setApproved(tx, { incidentId: incident.id, version: plan.version, at, by: tx.actor.name });
      const count = await feedMigration(tx, incident, plan, at);
      await recordEvent(tx, incident.id, {
        type: 'migration.plan-approved',
        at,
        text: `Plan ${plan.version} of moves approved; ${count} sites planned`,
        data: { version: plan.version },
      });
      return planOfVersion(tx, incident, plan.version);
    },
  );

/** Plans the waves of the migration that the claims count; sites that were elsewhere when it began are brought in beside it. */
async function feedMigration(tx: Context, incident: Incident, plan: MovePlan, at: Date): Promise<number> {
  const migration = await findPlan(tx.db, incident.id);
  if (!migration) return 0;
  const moves = await selectMoves(tx.db, migration.id);
  const known = new Map(moves.map((move) => [move.siteId, move] as const));
  let count = 0;
  const idOf = new Map((await listConcentrators(tx.db, at)).map((one) => [one.code, one.id] as const));
  for (const wave of plan.content.waves)
    for (const move of wave.moves) {
      const site = await findSite(tx.db, move.site);
      if (!site || known.get(site.id)?.movedAt) continue;
      if (!known.has(site.id)) await insertMoves(tx, migration.id, [site.id], at);
      await planMoves(tx, migration.id, {
        siteIds: [site.id],
        wave: `${wave.number}`,
        plannedFor: new Date(move.plannedFor === '' ? wave.from : move.plannedFor),
        at,
        toConcentratorId: required(idOf.get(move.to), `concentrator ${move.to}`),
      });
      count++;
    }
  return count;
}

/** The plan of this number; `not-found` when there is none. */
export async function planOfVersion(
  context: Context,
  incident: Incident,
  version: number,
): Promise<MovePlan> {
  const plan = await selectMovePlan(context.db, incident.id, version);
  if (!plan) throw notFound('plan of moves', String(version));
  return plan;
}

export const listInput = z.strictObject({ incident: slugText });

/** Plans of an incident, the newest first. */
export async function listPlans(context: Context, input: z.input<typeof listInput>): Promise<MovePlan[]> {
  authorise(context.actor, mayRead);
  const { incident } = parseInput(listInput, input, 'input of moves.list');
  return selectMovePlans(context.db, (await findIncident(context.db, incident)).id);
}

export interface PlanShown extends MovePlan {
  /** Against the version before: sites that now move and did not, the other way round, and those that go elsewhere. */
  changes: { added: string[]; dropped: string[]; elsewhere: string[] } | null;
  /** How far each of its moves is, by the code of the site; none for sites that are not in the incident's migration. */
  standings: MoveStanding[];
}

/** How far a move is, and the last contact with the site about the incident. */
export interface MoveStanding {
  site: string;
  status: MoveStatus;
  movedAt: Date | null;
  verifiedAt: Date | null;
  /** What the readings said when verification was last tried, or why it was put back. */
  said: string | null;
  contact: Pick<Contact, 'at' | 'channel' | 'by' | 'answered' | 'summary'> | null;
}

/** A plan, with what changed since the version before. */
export async function showPlan(context: Context, input: z.input<typeof versionInput>): Promise<PlanShown> {
  authorise(context.actor, mayRead);
  const { incident: slug, version } = parseInput(versionInput, input, 'input of moves.show');
  const incident = await findIncident(context.db, slug);
  const plan = await planOfVersion(context, incident, version);
  const before = version === 1 ? undefined : await selectMovePlan(context.db, incident.id, version - 1);
  return {
    ...plan,
    changes: before ? compare(before.content, plan.content) : null,
    standings: await standingsOf(context, incident, plan),
  };
}

async function standingsOf(context: Context, incident: Incident, plan: MovePlan): Promise<MoveStanding[]> {
  const progress = await migrationProgress(context.db, incident.id);
  const sites = new Map(
    [...(progress?.sites ?? []), ...(progress?.elsewhere ?? [])].map(
      (site) => [site.siteCode, site] as const,
    ),
  );
  const migration = await findPlan(context.db, incident.id);
  const stored = migration ? await selectMoves(context.db, migration.id) : [];
  const said = new Map(stored.map((move) => [move.siteId, move.verification] as const));
  const last = new Map(
    (await contactLog(context.db, incident.id)).map((contact) => [contact.siteCode, contact] as const),
  );
  return plan.content.waves
    .flatMap((wave) => wave.moves)
    .flatMap(({ site: code }): MoveStanding[] => {
      const site = sites.get(code);
      const contact = last.get(code);
      if (!site && !contact) return [];
      return [
        {
          site: code,
          status: site?.status ?? 'not planned',
          movedAt: site?.movedAt ?? null,
          verifiedAt: site?.verifiedAt ?? null,
          said: site ? (said.get(site.siteId) ?? null) : null,
          contact: contact
            ? {
                at: contact.at,
                channel: contact.channel,
                by: contact.by,
                answered: contact.answered,
                summary: contact.summary,
              }
            : null,
        },
      ];
    });
}

function compare(before: PlanContent, after: PlanContent): NonNullable<PlanShown['changes']> {
  const movesOf = (content: PlanContent) =>
    new Map(content.waves.flatMap((wave) => wave.moves.map((move) => [move.site, move.to] as const)));
  const [old, fresh] = [movesOf(before), movesOf(after)];
  return {
    added: [...fresh.keys()].filter((site) => !old.has(site)),
    dropped: [...old.keys()].filter((site) => !fresh.has(site)),
    elsewhere: [...fresh].filter(([site, to]) => old.has(site) && old.get(site) !== to).map(([site]) => site),
  };
}

export interface Rehearsal {
  waves: { number: number; verified: number; rolledBack: number; stopped: string | null }[];
  stopRule: StopRule;
}

/** Replays a plan through the simulated network, step by step as it would be done. Changes nothing. */
export async function rehearsePlan(
  context: Context,
  input: z.input<typeof versionInput>,
): Promise<Rehearsal> {
  const { content } = await showPlan(context, input);
  const all = content.waves.flatMap((wave) => wave.moves);
  const images = new Map(
    all.map((move) => [move.site, { hubs: [{ concentrator: move.from, isDefaultRoute: true }] }] as const),
  );
  const network = simulatedNetwork(images, { minutes: usualStopRule.minutes });
  const waves: Rehearsal['waves'] = [];
  for (const wave of content.waves) {
    const { outcomes, stopped } = await runWave(wave.moves, network, usualStopRule);
    const count = (state: string): number => outcomes.filter((one) => one.state === state).length;
    waves.push({
      number: wave.number,
      verified: count('verified'),
      rolledBack: count('rolled back'),
      stopped,
    });
    if (stopped !== null) break;
  }
  return { waves, stopRule: usualStopRule };
}
