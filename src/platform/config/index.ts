export { settingsReference } from './reference.ts';
export { parseSettings, type Settings } from './settings.ts';
