import { z } from 'zod';
import { defineVerb, type Verb } from '#platform/verbs';
import { addFeed, addFeedInput } from './add-feed.ts';
import { feedInput, pauseFeed, removeFeed, resumeFeed } from './change-feed.ts';
import { listFeeds } from './list-feeds.ts';

/** Everything that can be done about suppliers' status feeds. */
export const supplierFeedVerbs: Verb[] = [
  defineVerb({
    name: 'supplier.add',
    summary: "Add a supplier's own status feed, to be shown beside ours as theirs",
    input: addFeedInput,
    run: addFeed,
  }),
  defineVerb({
    name: 'supplier.pause',
    summary: "Stop asking a supplier's feed for now",
    input: feedInput,
    run: pauseFeed,
  }),
  defineVerb({
    name: 'supplier.resume',
    summary: "Ask a paused supplier's feed again",
    input: feedInput,
    run: resumeFeed,
  }),
  defineVerb({
    name: 'supplier.remove',
    summary: "Remove a supplier's feed and take the supplier off the page",
    input: feedInput,
    run: removeFeed,
  }),
  defineVerb({
    name: 'supplier.list',
    summary: "List suppliers' feeds, when each was last read, and what went wrong since",
    changes: false,
    input: z.strictObject({}),
    run: listFeeds,
  }),
];
