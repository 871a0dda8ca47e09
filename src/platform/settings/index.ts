export { defineSetting, effective, type Setting, settingHistory } from './setting.ts';
export type { SettingChange } from './store.ts';
export { changeSetting, type SettingView, settingInput, settingVerbs } from './verbs.ts';
