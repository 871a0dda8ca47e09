import { z } from 'zod';
import { slugText, text } from '#incidents';
import { listAccounts } from '#platform/auth';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { emit } from '#platform/outbox';
import type { Report } from '#publishing';
import { checksOf } from './accuracy-read.ts';
import { assertReady, step } from './advance.ts';
import { changeReview, type Scene } from './change.ts';
import { composeReport } from './core/compose.ts';
import type { ReportFacts } from './core/compose-facts.ts';
import { entry, sha256Of } from './core/entries.ts';
import { authorsSincePublished } from './core/folds.ts';
import { isSamePerson } from './core/identity.ts';
import { reportDocument } from './document.ts';
import { mayPublish } from './policy.ts';
import { reportFacts } from './report-facts.ts';
import { countEvidence } from './store.ts';
import { insertReport, selectReports } from './store-reports.ts';

export const publishInput = z.strictObject({
  incident: slugText,
  note: text(2000).default('Published.'),
});

/**
 * Publishes an accepted review as version 1: composed from the record, every figure said anew and frozen, as a page and as
 * a document. Refused before the accuracy check has ended, and while a figure may not be said.
 */
export const publishReview = (
  context: Context,
  input: z.input<typeof publishInput>,
): Promise<{ version: number }> =>
  changeReview(
    context,
    { verb: 'review.publish', rule: mayPublish, independent: true },
    publishInput,
    input,
    async (scene, { note }) => {
      await assertReady(scene, 'published');
      if (scene.review.state !== 'accepted')
        throw new AllclearError(
          'state.refused',
          `The review is at '${scene.review.state}': it is published once it is accepted. Nothing was changed.`,
          { remedy: 'A published review is corrected with review.correct.' },
        );
      const published = await freeze(scene, []);
      const { event } = await step(scene, 'published', note);
      return {
        entries: [published, entry('review.advanced', { from: 'accepted', to: 'published', note })],
        event,
        result: { version: 1 },
      };
    },
  );

export const correctInput = z.strictObject({
  incident: slugText,
  changes: z
    .array(text(1000))
    .min(1)
    .max(50)
    .describe('What changed against the version before; it is published'),
});

/**
 * Publishes a correction as the next version, with the list of what changed; every earlier version keeps its address. By
 * somebody who wrote none of the changes.
 */
export const correctReview = (
  context: Context,
  input: z.input<typeof correctInput>,
): Promise<{ version: number }> =>
  changeReview(
    context,
    {
      verb: 'review.correct',
      rule: mayPublish,
      states: ['published', 'actions', 'effectiveness checked', 'closed'],
      independent: true,
    },
    correctInput,
    input,
    async (scene, { changes }) => {
      await assertNotAuthor(scene);
      const published = await freeze(scene, changes);
      const { version } = published.data;
      return {
        entries: [published],
        event: {
          type: 'review.corrected',
          public: true,
          text: `Version ${version} of the review published: ${changes.join(' ')}`,
          data: { version, changes },
        },
        result: { version },
      };
    },
  );

async function assertNotAuthor({ tx, entries }: Scene): Promise<void> {
  const accounts = await listAccounts(tx.db);
  const acting = { name: tx.actor.name };
  const author = authorsSincePublished(entries).find((name) => isSamePerson(acting, { name }, accounts));
  if (author === undefined) return;
  throw new AllclearError(
    'forbidden',
    `${tx.actor.name} wrote some of the changes and so does not publish them. Nothing was changed.`,
    { remedy: 'Somebody else reads and publishes them.' },
  );
}

/** Composes and stores the next version. Returns the entry that says so. */
async function freeze(scene: Scene, changes: readonly string[]) {
  const { tx, review, incident } = scene;
  const facts = await reportFacts(tx.db, {
    ...scene,
    checks: await checksOf(tx.db, review.id, scene.entries),
    evidenceCounts: await countEvidence(tx.db, review.id),
  });
  assertFiguresHold(facts);
  const report = composeReport(facts);
  const content = JSON.stringify(report);
  const version = (await selectReports(tx.db, review.id)).length + 1;
  const document = await reportDocument(report, version);
  const sha256 = sha256Of(content);
  await insertReport(tx, { reviewId: review.id, version, content, sha256, document, changes });
  await emit(tx, 'report.published', { incidentId: incident.id, version });
  return entry('report.published', { version, changes: [...changes] });
}

/** A figure that may not be said is not published, and says why. */
export function assertFiguresHold(facts: Pick<ReportFacts, 'written' | 'order'>): void {
  const faults = [...facts.written].flatMap(([key, { refusals }]) =>
    facts.order.includes(key)
      ? refusals.map(({ line, reason }) => ({ ...(line === undefined ? {} : { line }), field: key, reason }))
      : [],
  );
  if (faults.length === 0) return;
  throw new AllclearError(
    'claim.refused',
    `Nothing was published: ${faults.map(({ field, reason }) => `${field}: ${reason}`).join(' ')}`,
    { faults, remedy: 'Write the parts without these figures, or mend what they rest on.' },
  );
}

/** A stored report as it was frozen: our own text, written above. */
export const parseReport = (content: string): Report => JSON.parse(content) as Report;
