export type { Asset } from './assets/index.ts';
export { loadAssets } from './assets/index.ts';
export type { PublicHandlerOptions } from './public/handler.ts';
export { publicHandler } from './public/handler.ts';
export { renderPublicPages } from './public/render.ts';
export type { SearchAnswer } from './public/search.tsx';
export { renderSearch } from './public/search.tsx';
export type { TextOptions } from './public/text.ts';
export { bulletinAsText } from './public/text.ts';
