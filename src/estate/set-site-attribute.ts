import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction, lockForTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { emit } from '#platform/outbox';
import { planAttributes } from './core/plan-attributes.ts';
import { type SetSiteAttributeInput, setSiteAttributeInput } from './model.ts';
import { mayChangeSites } from './policy.ts';
import { selectConcentratorCodes, selectHistories, selectSite, writeSpells } from './store.ts';

/**
 * Records that an attribute of a site has this value since `from`; null: not known, or the tag taken off, since then.
 * The earlier spell ends there. Returns whether that changed anything. Throws `not-found` for an unknown site, and
 * `input.invalid` for an unknown concentrator, a bad value, or an instant that lies ahead.
 */
export async function setSiteAttribute(
  context: Context,
  input: SetSiteAttributeInput,
): Promise<{ changed: boolean }> {
  authorise(context.actor, mayChangeSites);
  const { siteCode, key, value, from } = parseInput(setSiteAttributeInput, input, 'attribute');
  if (from > context.clock.now()) {
    throw invalid('from', 'lies in the future: record it when it has happened');
  }
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, 'estate.write');
    const site = await selectSite(tx.db, siteCode);
    if (!site) throw notFound('site', siteCode);
    const stored = await selectHistories(tx.db, [site.id], [key]);
    const settled = await settleValue(tx, key, value);
    const statement = { siteId: site.id, siteCode, key, value: settled, fromMs: from.getTime(), toMs: null };
    const plan = planAttributes(stored, [statement]);
    const changed = plan.entries.length > 0;
    if (!changed) return { changed };
    await writeSpells(tx.db, plan);
    const data = { key, value: settled, from: from.toISOString() };
    await audit(tx, { verb: 'estate.set-attribute', subject: `site:${siteCode}`, data });
    await emit(tx, 'estate.changed', { importId: null });
    return { changed };
  });
}

/** The value as it is stored, after the checks that its key asks for. */
async function settleValue(tx: Context, key: string, value: string | null): Promise<string | null> {
  if (value === null) return null;
  if (key.startsWith('tag:') && value !== 'yes')
    throw invalid('value', "of a tag is 'yes', or null to take it off");
  if (key === 'circuitMbps' && !(Number(value) >= 0)) throw invalid('value', 'is not a number of Mbps');
  if (key !== 'concentrator') return value;
  const code = value.toUpperCase();
  if (!(await selectConcentratorCodes(tx.db)).has(code))
    throw invalid('value', `${code} is not a known concentrator`);
  return code;
}

const invalid = (field: string, reason: string): AllclearError =>
  new AllclearError('input.invalid', `The attribute was not recorded: ${field} ${reason}.`, {
    faults: [{ field, reason }],
  });
