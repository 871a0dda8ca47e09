import { isIP } from 'node:net';
import { z } from 'zod';
import { slugText, text } from '#incidents';
import { audit } from '#platform/audit';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { inTransaction } from '#platform/db';
import { AllclearError, parseInput, required } from '#platform/errors';
import { isPublicAddress, isRefusal, parseTarget } from '#platform/http';
import { type FeedFormat, feedFormats, type SupplierFeed } from './model.ts';
import { mayManageFeeds } from './policy.ts';
import { insertFeed, lockFeed } from './store.ts';

export const addFeedInput = z.strictObject({
  key: slugText.describe('Names it in claims: {{claim supplier.status feed="key"}}'),
  name: text(80).describe('The supplier, as the page shows it'),
  format: z
    .enum(feedFormats)
    .describe("'statuspage' for the summary of an Atlassian Statuspage (version 2), or 'rss' or 'atom'"),
  url: text(2_000).describe('Of the feed. For statuspage the address of the page is enough'),
  pollMinutes: z.number().int().min(1).max(1_440).default(5).describe('How often it is asked'),
});

/** Adds a supplier's status feed; it is asked for the first time within a minute. Returns it. */
export function addFeed(context: Context, input: z.input<typeof addFeedInput>): Promise<SupplierFeed> {
  authorise(context.actor, mayManageFeeds);
  const parsed = parseInput(addFeedInput, input, 'input of supplier.add');
  const url = feedUrl(parsed.format, parsed.url);
  return inTransaction(context, async (tx) => {
    if (!(await insertFeed(tx, { ...parsed, url })))
      throw new AllclearError(
        'conflict',
        `There is a feed called ${parsed.key} already. Nothing was changed.`,
      );
    const { key, name, format } = parsed;
    await audit(tx, { verb: 'supplier.add', subject: `supplier:${key}`, data: { name, format, url } });
    return required(await lockFeed(tx, key), 'the feed');
  });
}

/** The address that is asked. One that names an internal address is refused at once; a name is judged when it is asked. */
function feedUrl(format: FeedFormat, given: string): string {
  const url = parseTarget(given);
  if (isRefusal(url)) throw badAddress(url.text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host))
    throw badAddress(`${host} is not an address of the public internet.`);
  if (format === 'statuspage' && !url.pathname.endsWith('.json'))
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v2/summary.json`;
  return url.href;
}

const badAddress = (reason: string): AllclearError =>
  new AllclearError('input.invalid', `The feed was not added: ${reason}`, {
    faults: [{ field: 'url', reason }],
  });
