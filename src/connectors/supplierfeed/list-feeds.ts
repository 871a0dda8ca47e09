import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import type { SupplierFeed } from './model.ts';
import { mayReadFeeds } from './policy.ts';
import { selectFeeds } from './store.ts';

/** Every supplier's feed, by name, with when it was last read and what went wrong since. */
export async function listFeeds(context: Context): Promise<SupplierFeed[]> {
  authorise(context.actor, mayReadFeeds);
  return selectFeeds(context.db);
}
