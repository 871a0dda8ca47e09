export { type ChannelTools, channelsSetUp, createChannels } from './channels.ts';
export { mailHtml } from './mail/html.ts';
export { createMail, mailOf } from './mail/mail.ts';
export { listFeeds } from './supplierfeed/list-feeds.ts';
export type { FeedFormat, SupplierFeed } from './supplierfeed/model.ts';
export { pollFeeds } from './supplierfeed/poll-feeds.ts';
export { supplierFeedVerbs as connectorVerbs } from './supplierfeed/verbs.ts';
export { webhookSecret } from './webhook/sign.ts';
