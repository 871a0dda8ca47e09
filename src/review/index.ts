export type { Review } from './model.ts';
export { reviewOf } from './read.ts';
export { reviewVerbs } from './verbs.ts';
