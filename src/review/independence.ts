import { type Incident, timeline } from '#incidents';
import { type Account, listAccounts } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { AllclearError } from '#platform/errors';
import { keepUntilChanged } from '#platform/kept';
import { updatesWithClaims } from '#publishing';
import type { Entry } from './core/entries.ts';
import { authorsOf, interestsOf } from './core/folds.ts';
import { isSamePerson, type Person, speaksFor } from './core/identity.ts';
import { type Candidate, type Part, partsInTimeline, partsInUpdates, tiesOf } from './core/independence.ts';
import type { Review } from './model.ts';

/** Everybody who had a part in the response, and every account: what independence is judged by. */
export interface ResponseRecord {
  parts: readonly Part[];
  accounts: readonly Account[];
}

const kept = keepUntilChanged<ResponseRecord>(['incidents', 'updates', 'people'], { most: 8 });

/** Read once for each change of it by screens; a decision reads it in its own transaction, where nothing is kept. */
export const recordOf = (db: Db, incident: Incident): Promise<ResponseRecord> =>
  kept(db, String(incident.id), async () => {
    const [entries, updates, accounts] = [
      await timeline(db, incident.id),
      await updatesWithClaims(db, incident.id),
      await listAccounts(db),
    ];
    return { parts: [...partsInTimeline(entries), ...partsInUpdates(updates)], accounts };
  });

/** The reviewer as a person, with everybody they are known to report to. */
export const reviewerOf = (review: Review, entries: readonly Entry[]): Candidate => ({
  name: review.independentReviewer,
  address: review.reviewerAddress,
  reportsTo: [...new Set([...review.reportsTo, ...(interestsOf(entries)?.reportsTo ?? [])])],
});

/** Why the reviewer is not independent, as known now. */
export async function reviewerTies(
  db: Db,
  of: { incident: Incident; review: Review; entries: readonly Entry[] },
): Promise<string[]> {
  const { parts, accounts } = await recordOf(db, of.incident);
  return tiesOf(reviewerOf(of.review, of.entries), parts, accounts);
}

/** Refuses with every reason. The reviewer may have been drawn in since the last step. */
export async function assertStillIndependent(scene: {
  tx: Context;
  incident: Incident;
  review: Review;
  entries: readonly Entry[];
}): Promise<void> {
  refuseTies(await reviewerTies(scene.tx.db, scene), 'independentReviewer');
}

export function refuseTies(ties: readonly string[], field: string): void {
  if (ties.length === 0) return;
  throw new AllclearError(
    'state.refused',
    `The reviewer is not independent. ${ties.join(' ')} Nothing was changed.`,
    {
      faults: ties.map((reason) => ({ field, reason })),
      remedy: 'Appoint somebody who had no part in the incident.',
    },
  );
}

/** Who acts, as far as accounts tell: the address of an account of theirs is found through its name. */
const actingPerson = ({ actor }: Context): Person => ({ name: actor.name });

const personOf = (review: Review): Person => ({
  name: review.independentReviewer,
  address: review.reviewerAddress,
});

/** Refuses anybody but the reviewer themself; no program and no colleague speaks for them. */
export async function assertIsReviewer(tx: Context, review: Review): Promise<void> {
  if (tx.actor.kind === 'person' && speaksFor(tx.actor.name, personOf(review), await listAccounts(tx.db)))
    return;
  throw new AllclearError(
    'forbidden',
    `Only ${review.independentReviewer}, the independent reviewer, may do this, in person.`,
  );
}

/** Refuses who is the reviewer, an author of the review, or had a part in the response. */
export async function assertOutsider(scene: {
  tx: Context;
  incident: Incident;
  review: Review;
  entries: readonly Entry[];
}): Promise<void> {
  const { tx, incident, review, entries } = scene;
  const { parts, accounts } = await recordOf(tx.db, incident);
  const acting = actingPerson(tx);
  const author = authorsOf(entries).find((name) => isSamePerson(acting, { name }, accounts));
  const reasons = [
    ...(tx.actor.kind === 'person' ? [] : [`${tx.actor.name} is no person.`]),
    ...(isSamePerson(acting, personOf(review), accounts)
      ? [`${tx.actor.name} is the independent reviewer: nobody accepts their own review.`]
      : []),
    ...(author === undefined ? [] : [`${tx.actor.name} wrote in the review.`]),
    ...tiesOf({ ...acting, reportsTo: [] }, parts, accounts),
  ];
  if (reasons.length === 0) return;
  throw new AllclearError('forbidden', `${reasons.join(' ')} Nothing was changed.`, {
    faults: reasons.map((reason) => ({ field: 'actor', reason })),
    remedy: 'Somebody outside the response, the review and its reviewer accepts it.',
  });
}
