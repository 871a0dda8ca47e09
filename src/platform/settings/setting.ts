import type { z } from 'zod';
import type { Db } from '../db/index.ts';
import { keepUntilChanged } from '../kept/index.ts';
import { type SettingChange, selectChanges } from './store.ts';

/** One thing that administrators may set. Its value is JSON, and reads the same through its schema again. */
export interface Setting<S extends z.ZodObject = z.ZodObject> {
  /** `service-hours`; its verb is `settings.service-hours`. */
  key: string;
  title: string;
  /** What its verb does, as one sentence without its end. */
  summary: string;
  schema: S;
  /** In force until somebody sets another. */
  standard: z.output<S>;
}

export const defineSetting = <S extends z.ZodObject>(setting: Setting<S>): Setting<S> => setting;

const histories = keepUntilChanged<readonly SettingChange[]>(['settings'], { most: 32 });
const longest = 10_000;

/** Every change of a setting, newest first; read once until somebody sets something. */
const changesOf = (db: Db, { key }: Setting): Promise<readonly SettingChange[]> =>
  histories(db, key, () => selectChanges(db, key, longest));

/** The value in force. A change holds from its commit on, in every process, and in the very transaction that made it. */
export async function effective<S extends z.ZodObject>(db: Db, setting: Setting<S>): Promise<z.output<S>> {
  return settingValue(setting, (await changesOf(db, setting))[0]);
}

/** What was in force when: a function from an instant to the value then. Before the first change it is the standard. */
export async function settingHistory<S extends z.ZodObject>(
  db: Db,
  setting: Setting<S>,
): Promise<(at: Date) => z.output<S>> {
  const newestFirst = await changesOf(db, setting);
  const values = new Map<SettingChange, z.output<S>>();
  return (at) => {
    const change = newestFirst.find(({ changedAt }) => changedAt.getTime() <= at.getTime());
    if (change === undefined) return setting.standard;
    const value = values.get(change) ?? settingValue(setting, change);
    values.set(change, value);
    return value;
  };
}

/** The value that a change set; the standard when there is none, or when it set the standard again. */
export const settingValue = <S extends z.ZodObject>(
  setting: Setting<S>,
  change: SettingChange | undefined,
): z.output<S> =>
  change === undefined || change.after === null ? setting.standard : setting.schema.parse(change.after);
