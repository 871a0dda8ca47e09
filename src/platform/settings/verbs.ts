import { z } from 'zod';
import { audit } from '../audit/index.ts';
import { authorise, type Rule } from '../auth/index.ts';
import type { Context } from '../context/index.ts';
import { inTransaction, lockForTransaction } from '../db/index.ts';
import { AllclearError, notFound, parseInput } from '../errors/index.ts';
import { emit } from '../outbox/index.ts';
import { defineVerb, type Verb } from '../verbs/index.ts';
import { type Setting, settingValue } from './setting.ts';
import {
  insertChange,
  type SettingChange,
  selectChanges,
  selectLastChange,
  selectLastChanges,
} from './store.ts';

/** A setting as it stands. */
export interface SettingView {
  key: string;
  title: string;
  value: Record<string, unknown>;
  /** Whether it is as it comes with the program. */
  isStandard: boolean;
  /** How often it has been changed. */
  version: number;
  changedBy: string | null;
  changedAt: Date | null;
}

const noteInput = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .optional()
  .describe('Why, for those who look it up later');
const versionInput = z.coerce
  .number()
  .int()
  .min(0)
  .optional()
  .describe('The version that you looked at; refused when somebody changed it since');

/** What reads and resets these settings: `settings.list`, `settings.history`, `settings.reset`. `rule` says who may. */
export function settingVerbs(settings: readonly Setting[], rule: Rule): Verb[] {
  const find = (key: string): Setting => {
    const setting = settings.find((each) => each.key === key);
    if (!setting) throw notFound('setting', key);
    return setting;
  };
  return [
    defineVerb({
      name: 'settings.list',
      summary: 'Show every setting as it stands',
      changes: false,
      input: z.strictObject({}),
      async run({ actor, db }): Promise<SettingView[]> {
        authorise(actor, rule);
        const last = new Map((await selectLastChanges(db)).map((change) => [change.key, change]));
        return settings.map((setting) => view(setting, last.get(setting.key)));
      },
    }),
    defineVerb({
      name: 'settings.history',
      summary: 'Show who changed which setting, when, before and after',
      changes: false,
      input: z.strictObject({
        key: z.string().trim().min(1).max(60).optional().describe('One setting; all when left empty'),
        limit: z.coerce.number().int().min(1).max(1_000).default(100),
      }),
      async run({ actor, db }, { key, limit }): Promise<SettingChange[]> {
        authorise(actor, rule);
        if (key !== undefined) find(key);
        return selectChanges(db, key, limit);
      },
    }),
    defineVerb({
      name: 'settings.reset',
      summary: 'Set a setting to what comes with the program',
      input: z.strictObject({
        key: z.string().trim().min(1).max(60),
        note: noteInput,
        version: versionInput,
      }),
      async run(context, { key, ...how }) {
        authorise(context.actor, rule);
        return change(context, find(key ?? ''), null, how);
      },
    }),
  ];
}

/** What the verb of a setting takes: what its schema says, why, and the version that was looked at. */
export const settingInput = <S extends z.ZodObject>(setting: Setting<S>) =>
  setting.schema.extend({ note: noteInput, version: versionInput });

/** Sets a setting to what was given. Throws `input.invalid` with every field that cannot be, and `conflict`. */
export async function changeSetting(
  context: Context,
  setting: Setting,
  rule: Rule,
  given: Record<string, unknown>,
): Promise<SettingView> {
  authorise(context.actor, rule);
  const { note, version, ...value } = parseInput(
    settingInput(setting),
    given,
    `setting ${setting.key}`,
  ) as Given;
  return change(context, setting, value, { note, version });
}

interface How {
  note?: string | undefined;
  version?: number | undefined;
}

type Given = Record<string, unknown> & How;

/** Changes a setting, or nothing when it says that already. Null is the standard. */
function change(
  context: Context,
  setting: Setting,
  after: Record<string, unknown> | null,
  { note, version }: How,
): Promise<SettingView> {
  return inTransaction(context, async (tx) => {
    await lockForTransaction(tx, `setting.${setting.key}`);
    const last = await selectLastChange(tx.db, setting.key);
    const current = last?.version ?? 0;
    if (version !== undefined && version !== current)
      throw new AllclearError(
        'conflict',
        `Somebody changed this since you looked: ${last?.changedBy ?? 'nobody'} did. Nothing was changed.`,
        { remedy: 'Compare what stands now with what you wrote, and save again.' },
      );
    const before = settingValue(setting, last);
    const isStandard = last === undefined || last.after === null;
    if (after === null ? isStandard : !isStandard && same(before, after)) return view(setting, last);
    const row: SettingChange = {
      key: setting.key,
      version: current + 1,
      before,
      after,
      changedBy: tx.actor.name,
      changedAt: tx.clock.now(),
      note: note ?? null,
    };
    await insertChange(tx.db, row);
    await audit(tx, {
      verb: after === null ? 'settings.reset' : `settings.${setting.key}`,
      subject: `setting:${setting.key}`,
      data: { version: row.version, before, after: after ?? setting.standard, ...(note ? { note } : {}) },
    });
    await emit(tx, 'settings.changed', { key: setting.key });
    return view(setting, row);
  });
}

const view = (setting: Setting, last: SettingChange | undefined): SettingView => ({
  key: setting.key,
  title: setting.title,
  value: settingValue(setting, last),
  isStandard: last === undefined || last.after === null,
  version: last?.version ?? 0,
  changedBy: last?.changedBy ?? null,
  changedAt: last?.changedAt ?? null,
});

/** By content, whatever the order of the keys: the database keeps its own. */
const same = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b);

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
