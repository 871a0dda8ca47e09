export type { Asset } from './assets/index.ts';
export { loadAssets } from './assets/index.ts';
export { consoleHandler, createConsole } from './console/console.tsx';
export { consoleCallSource } from './console/new-call.tsx';
export type { ConsoleOptions } from './console/options.ts';
export { accuracyHandler, isCheckPath } from './public/accuracy.ts';
export {
  componentWebhook,
  incidentWebhook,
  updateWebhook,
  type WebhookMeta,
} from './public/formats/statuspage/webhook.ts';
export type { PublicHandlerOptions } from './public/handler.ts';
export { publicHandler } from './public/handler.ts';
export { isFormPath, recoveryHandler } from './public/recovery/handler.ts';
export { recoveryPage } from './public/recovery/page.tsx';
export { renderPublicPages, viewOf } from './public/render.ts';
export { staticPages, statuspageFor } from './public/resolve.ts';
export type { SearchAnswer } from './public/search.tsx';
export { renderSearch } from './public/search.tsx';
export { isSubscribePath, subscribeHandler } from './public/subscribe/handler.ts';
export type { TextOptions } from './public/text.ts';
export { bulletinAsText } from './public/text.ts';
