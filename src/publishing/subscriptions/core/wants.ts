import { z } from 'zod';
import { joinWords } from '#platform/clock';
import { type QuietHours, timeOf } from './quiet.ts';

export const scopeKinds = ['everything', 'area', 'group', 'practice', 'incident'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

/** What somebody wants to hear about. `key` is a slug, an ODS code or an incident's slug; empty for everything. */
export interface Scope {
  kind: ScopeKind;
  key: string;
}

/** What somebody chose: about what, how bad it must be, and when not. */
export interface Wants {
  scopes: Scope[];
  updates: boolean;
  plannedWork: boolean;
  /** Incidents of this IT severity and worse ones. */
  leastSeverity: number;
  quiet: QuietHours | null;
}

const minute = z.number().int().min(0).max(1439);

export const wantsSchema = z.strictObject({
  scopes: z
    .array(z.strictObject({ kind: z.enum(scopeKinds), key: z.string().max(200) }))
    .min(1)
    .max(200),
  updates: z.boolean(),
  plannedWork: z.boolean(),
  leastSeverity: z.number().int().min(1).max(5),
  quiet: z.strictObject({ fromMinute: minute, toMinute: minute }).nullable(),
});

/** Everything that can be chosen, with the words for it. */
export interface Choices {
  areas: readonly Choice[];
  groups: readonly Choice[];
  practices: readonly Choice[];
  incidents: readonly Choice[];
}

export interface Choice {
  key: string;
  name: string;
}

const listOf = (choices: Choices, kind: ScopeKind): readonly Choice[] =>
  ({
    everything: [{ key: '', name: '' }],
    area: choices.areas,
    group: choices.groups,
    practice: choices.practices,
    incident: choices.incidents,
  })[kind];

export const isOffered = (choices: Choices, { kind, key }: Scope): boolean =>
  listOf(choices, kind).some((choice) => choice.key === key);

/** `the area Canterbury area (CT)`; a thing that is gone is called by its key. */
export function scopeText(choices: Choices, scope: Scope): string {
  const name = listOf(choices, scope.kind).find(({ key }) => key === scope.key)?.name ?? scope.key;
  const texts: Record<ScopeKind, string> = {
    everything: 'everything',
    area: name,
    group: `the group ${name}`,
    practice: name,
    incident: `the issue “${name}”`,
  };
  return texts[scope.kind];
}

/** What was chosen, in sentences. */
export function wantsText(choices: Choices, wants: Wants): string[] {
  const { updates, plannedWork, leastSeverity, quiet } = wants;
  const what = [updates ? 'updates' : '', plannedWork ? 'planned work' : ''].filter(Boolean).join(' and ');
  const about = joinWords(wants.scopes.map((scope) => scopeText(choices, scope)));
  return [
    `Messages about ${what}: ${about}.`,
    ...(leastSeverity < 5 ? [`Only about issues of severity ${severityWords(leastSeverity)}.`] : []),
    ...(quiet === null
      ? []
      : [
          `Not between ${timeOf(quiet.fromMinute)} and ${timeOf(quiet.toMinute)}, UK time: they wait until then.`,
        ]),
  ];
}

const severityWords = (least: number): string => (least === 1 ? '1, the highest' : `1 to ${least}`);

/** Both together: whoever asks twice hears of both. How bad it must be, and when not, are as asked last. */
export function mergeWants(before: Wants, asked: Wants): Wants {
  const scopes = [...before.scopes, ...asked.scopes];
  return {
    ...asked,
    updates: before.updates || asked.updates,
    plannedWork: before.plannedWork || asked.plannedWork,
    scopes: simplified(scopes),
  };
}

/** Each once; everything takes in all the others. */
export function simplified(scopes: readonly Scope[]): Scope[] {
  const byName = new Map(scopes.map((scope) => [`${scope.kind}:${scope.key}`, scope]));
  const everything = byName.get('everything:');
  return everything ? [everything] : [...byName.values()];
}
