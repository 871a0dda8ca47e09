export { type Keep, keepUntilChanged } from './kept.ts';
export { type Area, dropForeignMarks } from './store.ts';
