export { type ChannelTools, createChannels } from './channels.ts';
export { listFeeds } from './supplierfeed/list-feeds.ts';
export type { FeedFormat, SupplierFeed } from './supplierfeed/model.ts';
export { pollFeeds } from './supplierfeed/poll-feeds.ts';
export { supplierFeedVerbs as connectorVerbs } from './supplierfeed/verbs.ts';
export { webhookSecret } from './webhook/sign.ts';
