import { z } from 'zod';
import { asFactorSuggestions, findResult, firstSaying, type StoredResult } from '#attribution';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { type Db, inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { assertOpen, lockBySlug } from './change.ts';
import { isOpen } from './core/states.ts';
import { compareSuggestions, type SuggestionChanges } from './core/suggestion.ts';
import { addFactor, gradeFactor } from './factors.ts';
import { type Incident, type NewEvent, type Suggestion, slugText, text } from './model.ts';
import { mayAnalyse, mayDerive } from './policy.ts';
import { factors } from './read.ts';
import { recordEvents } from './record.ts';
import { lockIncident, selectNamedIn } from './store.ts';
import {
  insertSuggestion,
  lapseSuggestions,
  latestTaken,
  markChecked,
  saveDecision,
  selectSuggestionResults,
  selectSuggestions,
  updateSuggestion,
} from './store-suggestions.ts';

/** What attribution suggests for an incident, oldest first: open, accepted, rejected and lapsed ones. */
export const suggestions = (db: Db, incidentId: number): Promise<Suggestion[]> =>
  selectSuggestions(db, incidentId);

/**
 * Takes in what a result of attribution suggests for its incident: new hypotheses, new evidence for known ones, and which no
 * longer hold. A result older than one taken already, or of an incident that is closed, changes nothing; nor does the same
 * one twice. Returns whether anything changed.
 */
export function takeSuggestions(context: Context, resultId: number): Promise<boolean> {
  authorise(context.actor, mayDerive);
  return inTransaction(context, async (tx) => {
    const result = await findResult(tx.db, resultId);
    if (result.incidentId === null) return false;
    const incident = await lockIncident(tx, result.incidentId);
    if (!isOpen(incident.states.response)) return false;
    if ((await latestTaken(tx.db, incident.id)) >= resultId) return false;
    const said = asFactorSuggestions(result.result);
    const changes = compareSuggestions(await selectSuggestions(tx.db, incident.id), said);
    await store(tx, incident, result, changes);
    await recordEvents(tx, incident.id, entriesOf(changes));
    return true;
  });
}

async function store(
  tx: Context,
  incident: Incident,
  result: StoredResult,
  { made, again, lapsed }: SuggestionChanges,
): Promise<void> {
  const latest = { resultId: result.id, reference: result.reference, at: result.computedAt };
  for (const one of made) {
    // It may have been said before anybody declared the incident.
    const query = { phrase: one.phrase, incidentId: incident.id, from: incident.startedAt };
    const before = await firstSaying(tx.db, query);
    const first = before && { resultId: before.id, reference: before.reference, at: before.computedAt };
    await insertSuggestion(tx, incident.id, one, { first: first ?? latest, latest });
  }
  for (const { known, now, returnedBecause } of again)
    await updateSuggestion(tx, known.id, now, { ...latest, returnedBecause });
  await lapseSuggestions(
    tx,
    lapsed.map(({ id }) => id),
    latest.at,
  );
  await markChecked(tx, incident.id, result.id);
}

/** Entries of the timeline, not public: a hypothesis of a machine is for those who work on the incident. */
function entriesOf({ made, again, lapsed }: SuggestionChanges): NewEvent[] {
  return [
    ...made.map(({ key, title, statement }) => ({
      type: 'suggestion.made',
      text: `Attribution suggests a factor: ${title}. ${statement}`,
      data: { key },
    })),
    ...again.flatMap(({ now, returnedBecause }) =>
      returnedBecause === null
        ? []
        : [
            {
              type: 'suggestion.returned',
              text: `Suggested again: ${now.title}. ${returnedBecause}`,
              data: { key: now.key },
            },
          ],
    ),
    ...lapsed
      .filter(({ decision }) => decision?.decision === 'accepted')
      .map(({ key, title }) => ({
        type: 'suggestion.lapsed',
        text: `The data no longer say what was accepted as a factor: ${title}.`,
        data: { key },
      })),
  ];
}

const suggestionInput = z.strictObject({
  incident: slugText,
  key: slugText.describe('Key of the suggestion, as suggestion.list shows it'),
  reason: text(1000).describe('Why; kept with the decision'),
});

export const acceptInput = suggestionInput.extend({
  factor: slugText
    .optional()
    .describe('A factor there is already, which it is evidence for; a new one when absent'),
});

export const rejectInput = suggestionInput;

/**
 * Accepts a suggestion: it becomes a contributing factor, as a hypothesis with its evidence, or evidence for one that is
 * there already, through the incident's own verbs and in one transaction. One that was rejected may still be accepted.
 */
export function acceptSuggestion(context: Context, input: z.input<typeof acceptInput>): Promise<Suggestion> {
  authorise(context.actor, mayAnalyse);
  const parsed = parseInput(acceptInput, input, 'input of suggestion.accept');
  return inTransaction(context, async (tx) => {
    const { incident, suggestion } = await lockSuggestion(tx, parsed);
    if (suggestion.decision?.decision === 'accepted') throw decidedAlready(suggestion);
    const factorKey = await intoFactor(tx, incident, suggestion, parsed);
    return decide(tx, incident, suggestion, { decision: 'accepted', reason: parsed.reason, factorKey });
  });
}

async function intoFactor(
  tx: Context,
  incident: Incident,
  suggestion: Suggestion,
  { factor, reason }: z.output<typeof acceptInput>,
): Promise<string> {
  const key = factor ?? suggestion.key;
  const known = (await factors(tx.db, incident.id)).find((each) => each.key === key);
  if (factor !== undefined && !known) throw notFound('factor', factor);
  const { title, statement, settledBy, evidenceFor, evidenceAgainst, latest } = suggestion;
  if (!known) await addFactor(tx, { incident: incident.slug, key, title, statement, settledBy });
  await gradeFactor(tx, {
    ...{ incident: incident.slug, key, grade: known?.grade ?? 'hypothesis', reason, evidenceAgainst },
    evidenceFor: [...evidenceFor, `Attribution result ${latest.reference} shows it.`],
  });
  return key;
}

/** Rejects a suggestion, for a reason that is kept. It does not come back unless its evidence materially changes. */
export function rejectSuggestion(context: Context, input: z.input<typeof rejectInput>): Promise<Suggestion> {
  authorise(context.actor, mayAnalyse);
  const parsed = parseInput(rejectInput, input, 'input of suggestion.reject');
  return inTransaction(context, async (tx) => {
    const { incident, suggestion } = await lockSuggestion(tx, parsed);
    if (suggestion.decision) throw decidedAlready(suggestion);
    return decide(tx, incident, suggestion, { decision: 'rejected', reason: parsed.reason, factorKey: null });
  });
}

async function lockSuggestion(
  tx: Context,
  { incident: slug, key }: { incident: string; key: string },
): Promise<{ incident: Incident; suggestion: Suggestion }> {
  const incident = await lockBySlug(tx, slug);
  assertOpen(incident);
  return { incident, suggestion: await findSuggestion(tx.db, incident.id, key) };
}

async function findSuggestion(db: Db, incidentId: number, key: string): Promise<Suggestion> {
  const found = (await selectSuggestions(db, incidentId)).find((each) => each.key === key);
  if (!found) throw notFound('suggestion', key);
  return found;
}

const decidedAlready = ({ key, decision }: Suggestion): AllclearError =>
  new AllclearError(
    'conflict',
    `The suggestion ${key} was ${decision?.decision} by ${decision?.by} already. Nothing was changed.`,
    decision?.decision === 'accepted' ? { remedy: `Grade the factor ${decision.factorKey} instead.` } : {},
  );

async function decide(
  tx: Context,
  incident: Incident,
  suggestion: Suggestion,
  decision: { decision: 'accepted' | 'rejected'; reason: string; factorKey: string | null },
): Promise<Suggestion> {
  await saveDecision(tx, suggestion, decision);
  const { key, title, latest } = suggestion;
  const data = { key, factor: decision.factorKey, reason: decision.reason, result: latest.reference };
  const type = `suggestion.${decision.decision}`;
  const told = `Suggestion ${decision.decision}: ${title}. ${decision.reason}`;
  await recordEvents(tx, incident.id, [{ type, text: told, data }]);
  const verb = decision.decision === 'accepted' ? 'suggestion.accept' : 'suggestion.reject';
  await audit(tx, { verb, subject: `incident:${incident.slug}`, data });
  return findSuggestion(tx.db, incident.id, key);
}

/**
 * Of these results of attribution, those that incidents rest on: a suggestion names them, or the timeline does (factors with
 * their evidence, decisions, notes, and what reviews record).
 */
export async function resultsInUse(
  tx: Context,
  results: readonly { id: number; reference: string }[],
): Promise<number[]> {
  const bySuggestions = await selectSuggestionResults(tx.db);
  const named = new Set(
    await selectNamedIn(
      tx.db,
      results.map(({ reference }) => reference),
    ),
  );
  return [...bySuggestions, ...results.filter(({ reference }) => named.has(reference)).map(({ id }) => id)];
}
