import { z } from 'zod';
import type { Context } from '#platform/context';
import {
  changeSetting,
  type Setting,
  type SettingView,
  settingInput,
  settingVerbs,
} from '#platform/settings';
import { defineVerb, type Verb } from '#platform/verbs';
import { wordsSetting } from '#publishing';
import { bankHolidaysSetting, serviceHoursSetting, severitySetting } from '#servicedesk';
import { organisationSetting } from './organisation.ts';
import { mayManageSettings } from './policy.ts';
import { previewRetention, retentionSetting, runRetention } from './retention.ts';
import {
  applyUpload,
  dropUpload,
  previewInput,
  previewUpload,
  showUpload,
  uploadIdInput,
} from './uploads.ts';

/** Every setting, in the order in which the console shows them. */
export const allSettings: readonly Setting[] = [
  organisationSetting,
  serviceHoursSetting,
  bankHolidaysSetting,
  severitySetting,
  wordsSetting,
  retentionSetting,
];

const changing =
  (setting: Setting) =>
  (context: Context, given: Record<string, unknown>): Promise<SettingView> =>
    changeSetting(context, setting, mayManageSettings, given);

export const settingsVerbs: Verb[] = [
  ...settingVerbs(allSettings, mayManageSettings),
  defineVerb({
    name: 'settings.organisation',
    summary: organisationSetting.summary,
    input: settingInput(organisationSetting),
    run: changing(organisationSetting),
  }),
  defineVerb({
    name: 'settings.service-hours',
    summary: serviceHoursSetting.summary,
    input: settingInput(serviceHoursSetting),
    run: changing(serviceHoursSetting),
  }),
  defineVerb({
    name: 'settings.bank-holidays',
    summary: bankHolidaysSetting.summary,
    input: settingInput(bankHolidaysSetting),
    run: changing(bankHolidaysSetting),
  }),
  defineVerb({
    name: 'settings.severity',
    summary: severitySetting.summary,
    input: settingInput(severitySetting),
    run: changing(severitySetting),
  }),
  defineVerb({
    name: 'settings.words',
    summary: wordsSetting.summary,
    input: settingInput(wordsSetting),
    run: changing(wordsSetting),
  }),
  defineVerb({
    name: 'upload.preview',
    summary: 'Say what a file of the estate, of readings or of calls would change, and keep it for an hour',
    input: previewInput,
    run: previewUpload,
  }),
  defineVerb({
    name: 'upload.show',
    summary: 'Show what a file that waits would change',
    changes: false,
    input: uploadIdInput,
    run: showUpload,
  }),
  defineVerb({
    name: 'upload.apply',
    summary: 'Import a file exactly as it was previewed',
    input: uploadIdInput,
    run: applyUpload,
  }),
  defineVerb({
    name: 'upload.drop',
    summary: 'Forget a file that waits to be confirmed',
    input: uploadIdInput,
    run: dropUpload,
  }),
  defineVerb({
    name: 'settings.retention',
    summary: retentionSetting.summary,
    input: settingInput(retentionSetting),
    run: changing(retentionSetting),
  }),
  defineVerb({
    name: 'retention.preview',
    summary: 'Say what would be removed now because its time is over, and what is held back',
    changes: false,
    input: z.strictObject({}),
    run: (context) => previewRetention(context),
  }),
  defineVerb({
    name: 'retention.run',
    summary: 'Remove what is older than its period, but for what is held back',
    input: z.strictObject({}),
    run: (context) => runRetention(context),
  }),
];
