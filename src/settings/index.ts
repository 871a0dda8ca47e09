export { type ImportOutcome, type Upload, uploadKinds } from './model.ts';
export { organisationInForce, organisationSetting, type StartedWith } from './organisation.ts';
export { previewRetention, type RetentionLine, runRetention } from './retention.ts';
export { expireUploads } from './uploads.ts';
export { allSettings, settingsVerbs } from './verbs.ts';
