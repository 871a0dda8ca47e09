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

/** Every setting, in the order in which the console shows them. */
export const allSettings: readonly Setting[] = [
  organisationSetting,
  serviceHoursSetting,
  bankHolidaysSetting,
  severitySetting,
  wordsSetting,
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
];
