export { loadedFrom, startThread } from './loading.ts';
