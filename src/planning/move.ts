import { z } from 'zod';
import { listConcentrators, type Site, setSiteAttribute, siteAttributesAt } from '#estate';
import { type Incident, instant, recordEvent, slugText, text } from '#incidents';
import { formatDateTime } from '#platform/clock';
import type { Context } from '#platform/context';
import { AllclearError, notFound } from '#platform/errors';
import { changeMigration, planOf, type Scene, siteOf } from './change.ts';
import { restoring } from './core/before-image.ts';
import { siteAt } from './core/progress.ts';
import type { SiteMove } from './model.ts';
import { mayPlan } from './policy.ts';
import { always, codeOf, recordOf } from './read.ts';
import {
  type Plan,
  planMoves,
  type StoredMove,
  selectMove,
  selectMoves,
  setCannotMove,
  setMoved,
  setRolledBack,
} from './store.ts';
import { selectMovePlans } from './store-plans.ts';

export const planInput = z.strictObject({
  incident: slugText,
  wave: text(80),
  sites: z.array(text(60)).min(1).max(5000).describe('Codes of the sites'),
  plannedFor: instant,
  at: instant.optional(),
});

/** Plans a wave: these sites, for that time. A site that could not move, but is planned, can. Returns how many. */
export const planWave = (
  context: Context,
  input: z.input<typeof planInput>,
): Promise<{ wave: string; sites: number }> =>
  changeMigration(
    context,
    { name: 'migration.plan', rule: mayPlan },
    planInput,
    input,
    async ({ tx, incident, parsed, at }) => {
      const plan = await planOf(tx, incident);
      const moves = new Map((await selectMoves(tx.db, plan.id)).map((move) => [move.siteId, move]));
      const siteIds: number[] = [];
      for (const code of new Set(parsed.sites)) {
        const site = await siteOf(tx, code);
        assertStillToMove(moves.get(site.id), site);
        siteIds.push(site.id);
      }
      const { wave, plannedFor } = parsed;
      await planMoves(tx, plan.id, { siteIds, wave, plannedFor, at, toConcentratorId: null });
      await recordEvent(tx, incident.id, {
        type: 'migration.planned',
        at,
        text: `Wave ${wave}: ${siteIds.length} sites planned for ${formatDateTime(plannedFor)}`,
        data: { wave, plannedFor, sites: siteIds.length },
      });
      return { wave, sites: siteIds.length };
    },
  );

function assertStillToMove(move: StoredMove | undefined, site: Site): asserts move is StoredMove {
  if (!move) throw notFound('site in this migration called', site.code);
  if (move.movedAt === null) return;
  throw new AllclearError(
    'state.refused',
    `${site.code} moved at ${formatDateTime(move.movedAt)}. Nothing was changed.`,
  );
}

export const moveInput = z.strictObject({ incident: slugText, site: text(60), at: instant.optional() });

/**
 * Records that a site moved, and in the same transaction that its tunnel ends on the new concentrator since then: where an approved
 * plan sends it, or where the migration goes. Keeps its attributes as they were. The move counts as verified once readings show it.
 */
export const moveSite = (context: Context, input: z.input<typeof moveInput>): Promise<SiteMove | null> =>
  changeMigration(context, { name: 'migration.move', rule: mayPlan }, moveInput, input, async (scene) => {
    const { tx, incident, at } = scene;
    const { plan, site, move } = await siteInPlan(scene);
    await applyMoved(tx, { incident, plan, site, move, at });
    return standingOf(tx, plan, site);
  });

/** Writes that a site moved; `state.refused` while earlier waves are not verified. */
export async function applyMoved(
  tx: Context,
  of: { incident: Incident; plan: Plan; site: Site; move: StoredMove; at: Date },
): Promise<void> {
  const { incident, plan, site, move, at } = of;
  if (at < plan.startedAt)
    throw new AllclearError('input.invalid', 'A site does not move before its migration began.');
  await assertEarlierVerified(tx, incident.id, plan, move);
  const toCode = codeOf(await listConcentrators(tx.db, at), move.toConcentratorId ?? plan.toConcentratorId);
  const before = await siteAttributesAt(tx.db, site.id, at);
  await setSiteAttribute(tx, {
    siteCode: site.code,
    key: 'concentrator',
    value: toCode,
    from: at,
  });
  await setMoved(tx, plan.id, { siteId: site.id, at, before });
  await recordEvent(tx, incident.id, {
    type: 'migration.moved',
    at,
    text: `${site.code} moved to ${toCode}`,
    data: { site: site.code, to: toCode },
  });
}

/** Under an approved plan no wave begins while a site of an earlier one is not verified. */
async function assertEarlierVerified(
  tx: Context,
  incidentId: number,
  plan: Plan,
  move: StoredMove,
): Promise<void> {
  if (!(await selectMovePlans(tx.db, incidentId)).some((one) => one.approvedAt !== null)) return;
  const wave = Number(move.wave ?? Number.NaN);
  const open = (await selectMoves(tx.db, plan.id)).filter(
    (one) => Number(one.wave ?? Number.NaN) < wave && one.verifiedAt === null && one.cannotAt === null,
  );
  if (open.length === 0) return;
  throw new AllclearError(
    'state.refused',
    `${open.length} ${open.length === 1 ? 'site' : 'sites'} of earlier waves ${open.length === 1 ? 'is' : 'are'} not verified, so wave ${wave} may not begin. Nothing was changed.`,
  );
}

export const rollBackInput = z.strictObject({
  incident: slugText,
  site: text(60),
  reason: text(500),
  at: instant.optional(),
});

/**
 * Records that a site which had moved was put back as it was: every attribute of its connection is again what it was before the move.
 * It is to be moved again.
 */
export const rollBackSite = (
  context: Context,
  input: z.input<typeof rollBackInput>,
): Promise<SiteMove | null> =>
  changeMigration(
    context,
    { name: 'moves.roll-back', rule: mayPlan },
    rollBackInput,
    input,
    async (scene) => {
      const { tx, incident, parsed, at } = scene;
      const plan = await planOf(tx, incident);
      const site = await siteOf(tx, parsed.site);
      const move = await selectMove(tx.db, plan.id, site.id);
      if (!move?.movedAt || at < move.movedAt)
        throw new AllclearError('state.refused', `${site.code} had not moved then. Nothing was changed.`);
      await applyRolledBack(tx, { incident, plan, site, move, reason: parsed.reason, at });
      return standingOf(tx, plan, site);
    },
  );

/** Writes that a site was put back as it was before its move. */
export async function applyRolledBack(
  tx: Context,
  of: { incident: Incident; plan: Plan; site: Site; move: StoredMove; reason: string; at: Date },
): Promise<void> {
  const { incident, plan, site, move, reason, at } = of;
  // A move recorded before images were kept came from where the migration began.
  const oldCode = codeOf(await listConcentrators(tx.db, at), plan.fromConcentratorId);
  const now = await siteAttributesAt(tx.db, site.id, at);
  const before = move.beforeImage ?? { ...now, concentrator: oldCode };
  const restored = restoring(before, now);
  for (const { key, value } of restored)
    await setSiteAttribute(tx, { siteCode: site.code, key, value, from: at });
  const fromCode = before.concentrator ?? 'no concentrator';
  await setRolledBack(tx, plan.id, { siteId: site.id, reason });
  await recordEvent(tx, incident.id, {
    type: 'migration.rolled-back',
    at,
    text: `${site.code} was put back on ${fromCode}: ${reason}`,
    data: { site: site.code, to: fromCode, restored },
  });
}

export const cannotMoveInput = z.strictObject({
  incident: slugText,
  site: text(60),
  reason: text(200).describe('Sites are counted by this text'),
  detail: text(2000).optional(),
  at: instant.optional(),
});

/** Records that a site cannot move, and why. */
export const recordCannotMove = (
  context: Context,
  input: z.input<typeof cannotMoveInput>,
): Promise<SiteMove | null> =>
  changeMigration(
    context,
    { name: 'migration.cannot-move', rule: mayPlan },
    cannotMoveInput,
    input,
    async (scene) => {
      const { tx, incident, parsed, at } = scene;
      const { plan, site } = await siteInPlan(scene);
      const { reason, detail } = parsed;
      await setCannotMove(tx, plan.id, { siteId: site.id, at, reason, detail: detail ?? null });
      await recordEvent(tx, incident.id, {
        type: 'migration.cannot-move',
        at,
        text: `${site.code} cannot move: ${reason}`,
        data: { site: site.code, reason, detail: detail ?? null },
      });
      return standingOf(tx, plan, site);
    },
  );

/** The site named, when it is in the incident's migration and has not moved. */
async function siteInPlan({
  tx,
  incident,
  parsed,
}: Scene<{ site: string }>): Promise<{ plan: Plan; site: Site; move: StoredMove }> {
  const plan = await planOf(tx, incident);
  const site = await siteOf(tx, parsed.site);
  const move = await selectMove(tx.db, plan.id, site.id);
  assertStillToMove(move, site);
  return { plan, site, move };
}

async function standingOf(tx: Context, plan: Plan, site: Site): Promise<SiteMove | null> {
  const move = await selectMove(tx.db, plan.id, site.id);
  return move ? siteAt(recordOf(move, site), always) : null;
}
