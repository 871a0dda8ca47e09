import { z } from 'zod';
import { attributesAt, type Concentrator, findConcentrator, listSites } from '#estate';
import { instant, recordEvent, slugText, text } from '#incidents';
import type { Context } from '#platform/context';
import { AllclearError, notFound } from '#platform/errors';
import { changeMigration, type Scene } from './change.ts';
import type { MigrationProgress } from './model.ts';
import { mayPlan } from './policy.ts';
import { migrationProgress } from './read.ts';
import { findPlan, insertMoves, insertPlan } from './store.ts';

export const startInput = z.strictObject({
  incident: slugText,
  key: slugText,
  title: text(200),
  from: text(60).describe('Code of the concentrator that sites leave'),
  to: text(60).describe('Code of the concentrator that they move to'),
  at: instant.optional(),
});

/**
 * Starts the incident's migration: every open site on the old concentrator at that time is in it. Returns its progress.
 * Throws `conflict` when the incident has one already, `state.refused` when no site is on the old concentrator.
 */
export const startMigration = (
  context: Context,
  input: z.input<typeof startInput>,
): Promise<MigrationProgress | null> =>
  changeMigration(context, { name: 'migration.start', rule: mayPlan }, startInput, input, async (scene) => {
    const { tx, incident, parsed, at } = scene;
    if (await findPlan(tx.db, incident.id)) {
      throw new AllclearError('conflict', `${incident.slug} has a migration already. Nothing was changed.`);
    }
    const from = await concentratorOf(scene, parsed.from);
    const to = await concentratorOf(scene, parsed.to);
    if (from.id === to.id)
      throw new AllclearError('input.invalid', 'A migration goes from one concentrator to another.');
    const siteIds = await sitesOn(tx, from.code, at);
    if (siteIds.length === 0)
      throw new AllclearError('state.refused', `No site is on ${from.code}. Nothing was changed.`);
    const { key, title } = parsed;
    const ends = { fromConcentratorId: from.id, toConcentratorId: to.id };
    const planId = await insertPlan(tx, { incidentId: incident.id, key, title, ...ends, startedAt: at });
    await insertMoves(tx, planId, siteIds);
    await recordEvent(tx, incident.id, {
      type: 'migration.started',
      at,
      public: true,
      text: `Migration started: ${title}. ${siteIds.length} sites are on ${from.code}.`,
      data: { key, from: from.code, to: to.code, sites: siteIds.length },
    });
    return migrationProgress(tx.db, incident.id);
  });

async function concentratorOf({ tx, at }: Scene<unknown>, code: string): Promise<Concentrator> {
  const found = await findConcentrator(tx.db, code, at);
  if (!found) throw notFound('concentrator', code);
  return found;
}

async function sitesOn(tx: Context, code: string, at: Date): Promise<number[]> {
  const attributes = await attributesAt(tx.db, at, ['concentrator']);
  const sites = await listSites(tx.db);
  return sites
    .filter((site) => site.closedOn === null && attributes.get(site.id)?.concentrator === code)
    .map((site) => site.id);
}
