export { type Keep, keepUntilChanged, lookingOnce } from './kept.ts';
export { type Area, dropForeignMarks } from './store.ts';
