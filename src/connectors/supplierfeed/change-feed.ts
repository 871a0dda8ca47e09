import { z } from 'zod';
import { slugText } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, notFound, parseInput } from '#platform/errors';
import { forgetSupplier } from '#publishing';
import type { SupplierFeed } from './model.ts';
import { mayManageFeeds } from './policy.ts';
import { deleteFeed, lockFeed, saveFeed } from './store.ts';

export const feedInput = z.strictObject({ feed: slugText.describe('Its key') });

type Input = z.input<typeof feedInput>;

/** Stops asking a feed. What it said last stays on the page, and is marked as old once it is. */
export const pauseFeed = (context: Context, input: Input): Promise<SupplierFeed> =>
  changeFeed(context, 'supplier.pause', input, (feed, { actor, clock }) => {
    if (feed.pausedAt) throw refused(feed, 'paused already');
    return { ...feed, pausedBy: actor.name, pausedAt: clock.now() };
  });

/** Asks a paused feed again, from now on, as if it had never failed. */
export const resumeFeed = (context: Context, input: Input): Promise<SupplierFeed> =>
  changeFeed(context, 'supplier.resume', input, (feed, { clock }) => {
    if (!feed.pausedAt) throw refused(feed, 'not paused');
    return { ...feed, pausedBy: null, pausedAt: null, nextPollAt: clock.now(), failures: 0, lastFault: null };
  });

function changeFeed(
  context: Context,
  verb: string,
  input: Input,
  decide: (feed: SupplierFeed, tx: Context) => SupplierFeed,
): Promise<SupplierFeed> {
  authorise(context.actor, mayManageFeeds);
  const { feed: key } = parseInput(feedInput, input, `input of ${verb}`);
  return inTransaction(context, async (tx) => {
    const changed = decide(await requireFeed(tx, key), tx);
    await saveFeed(tx, changed);
    await audit(tx, { verb, subject: `supplier:${key}`, data: {} });
    return changed;
  });
}

/** Removes a feed and takes the supplier off the page. What published updates quote of it stays as it was quoted. */
export function removeFeed(context: Context, input: Input): Promise<{ removed: string }> {
  authorise(context.actor, mayManageFeeds);
  const { feed: key } = parseInput(feedInput, input, 'input of supplier.remove');
  return inTransaction(context, async (tx) => {
    const { name, url } = await requireFeed(tx, key);
    await deleteFeed(tx, key);
    await forgetSupplier(tx, key);
    await audit(tx, { verb: 'supplier.remove', subject: `supplier:${key}`, data: { name, url } });
    return { removed: key };
  });
}

async function requireFeed(tx: Context, key: string): Promise<SupplierFeed> {
  const feed = await lockFeed(tx, key);
  if (!feed) throw notFound("supplier's feed", key);
  return feed;
}

const refused = (feed: SupplierFeed, why: string): AllclearError =>
  new AllclearError('state.refused', `The feed of ${feed.name} is ${why}. Nothing was changed.`);
