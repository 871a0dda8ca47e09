export { type Keep, keepUntilChanged, lookingOnce, versionOf } from './kept.ts';
export { type Area, dropForeignMarks } from './store.ts';
