import { type App, allVerbs } from '#app';
import { runVerb } from '#platform/verbs';
import { proposeActions } from '../../scenarios/april-2026/after-actions.ts';
import { independent } from '../../scenarios/april-2026/after-people.ts';
import { factors, rivals, writtenParts } from '../../scenarios/april-2026/after-texts.ts';
import { scenario } from '../../scenarios/april-2026/index.ts';
import { author, engineer, lead } from '../../scenarios/april-2026/people.ts';
import type { Person } from '../../scenarios/support/script.ts';

/**
 * Restores the incident, writes its review as the scenario's people will, and opens the accuracy check, so that every
 * screen of a review has as much to show as it ever will. Also drafts an update.
 */
export async function writeReview(app: App): Promise<void> {
  const by = (who: Person, verb: string, input: object): Promise<unknown> =>
    runVerb(allVerbs, app.contextFor({ kind: 'person', ...who }), verb, {
      incident: scenario.incident,
      ...input,
    });
  await by(lead, 'incident.respond', { to: 'restored', note: 'Every practice is connected.' });
  await by(independent, 'review.declare-interests', { interests: 'None' });
  await by(lead, 'review.advance', { to: 'evidence', note: 'The record is gathered.' });
  await by(engineer, 'review.gather', {});
  await by(lead, 'review.advance', { to: 'analysis', note: 'Every practice is connected.' });
  for (const factor of factors) await by(engineer, 'review.factor', factor);
  for (const rival of rivals) await by(engineer, 'review.rival', rival);
  for (const [section, text] of Object.entries(writtenParts))
    await by(lead, 'review.section', { section, text });
  for (const { who, verb, input } of proposals()) await by(who, verb, input);
  await by(lead, 'review.advance', { to: 'accuracy check', note: 'Practices check the facts.' });
  await by(lead, 'review.accuracy-open', { closesOn: '2026-05-22' });
  await by(author, 'update.draft', {
    title: 'Connections are restored',
    body: 'In all {{claim practices.affectedEver}} were affected. {{claim exitCriteria.met}} for closing the incident are met.',
    nextUpdateDue: '2026-05-07T16:00:00Z',
  });
  await app.engine.settle();
}

/** The actions that the scenario's people propose. */
function proposals(): { who: Person; verb: string; input: object }[] {
  const found: { who: Person; verb: string; input: object }[] = [];
  proposeActions((_at, who, verb, input) => found.push({ who, verb, input }));
  return found.filter(({ verb }) => verb === 'action.propose');
}
