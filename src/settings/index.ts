export { organisationInForce, organisationSetting, type StartedWith } from './organisation.ts';
export { allSettings, settingsVerbs } from './verbs.ts';
