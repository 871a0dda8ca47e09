import { listConcentrators } from '#estate';
import type { Incident } from '#incidents';
import { londonParts } from '#platform/clock';
import { claimCatalogue, type Preview } from '#publishing';
import { ask } from './ask.ts';
import type { ConsoleRequest } from './deps.ts';
import type { ConsoleOptions } from './options.ts';

/** A claim that can be inserted, and what it would say now. */
export interface ClaimChoice {
  key: string;
  summary: string;
  /** A whole sentence with the claim in it, for this incident. */
  sentence: string;
  /** The sentence as it would read now, or why it cannot be said. */
  says: string;
  refused: boolean;
}

export interface ClaimGroup {
  name: string;
  choices: ClaimChoice[];
}

const groupNames: readonly [prefix: string, name: string][] = [
  ['practices', 'Practices'],
  ['calls', 'Calls to the service desk'],
  ['sites', 'The network'],
  ['availability', 'The network'],
  ['concentrator', 'The network'],
];
const otherGroup = 'The incident itself';

/** Every claim in its group, with its sentence as it would read now: all are evaluated together, on the same evidence. */
export async function claimGroups(
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: Incident,
  nextUpdateDue: string,
): Promise<ClaimGroup[]> {
  const sentences = await sentencesFor(request, incident);
  const { text } = await ask<Preview>(request, options, 'update.preview', {
    incident: incident.slug,
    body: sentences.map(({ sentence }) => sentence).join('\n'),
    ...(nextUpdateDue === '' ? {} : { nextUpdateDue }),
  });
  const said = text.split('\n');
  const choices = sentences.map((each, index): ClaimChoice => {
    const says = said[index] ?? '';
    const refusal = /\(refused: (.*)\)/.exec(says)?.[1];
    return { ...each, says: refusal ?? says, refused: refusal !== undefined };
  });
  const groups = Map.groupBy(choices, ({ key }) => groupOf(key));
  const names = [...new Set(groupNames.map(([, name]) => name)), otherGroup];
  return names.flatMap((name) => {
    const own = groups.get(name);
    return own ? [{ name, choices: own.sort((a, b) => Number(a.refused) - Number(b.refused)) }] : [];
  });
}

const groupOf = (key: string): string =>
  groupNames.find(([prefix]) => key.split('.')[0] === prefix)?.[1] ?? otherGroup;

/** The catalogue's sentences, with the dates and concentrators of this incident in place of those of its examples. */
async function sentencesFor(
  request: ConsoleRequest,
  incident: Incident,
): Promise<{ key: string; summary: string; sentence: string }[]> {
  const { db, clock } = request.get('context');
  const named = incident.components.filter(({ key }) => key === 'concentrator').map(({ value }) => value);
  const codes = named.length > 0 ? named : (await listConcentrators(db, clock.now())).map(({ code }) => code);
  const began = londonParts(incident.startedAt).isoDate;
  const dayBefore = londonParts(new Date(incident.startedAt.getTime() - 86_400_000)).isoDate;
  return claimCatalogue.flatMap(({ key, summary, sentence }) => {
    if (key === 'calls.linked')
      return [
        {
          key,
          summary,
          sentence: `The service desk logged {{claim calls.linked from=${began} against=no}}.`,
        },
      ];
    if (key === 'availability')
      return [{ key, summary, sentence: `Sites were connected for {{claim availability from=${began}}}.` }];
    if (key === 'concentrator.peak')
      return codes.map((code) => ({
        key,
        summary,
        sentence: `The peak on ${code} was {{claim concentrator.peak concentrator=${tokenValue(code)} before=${dayBefore}}}.`,
      }));
    return [{ key, summary, sentence }];
  });
}

const tokenValue = (value: string): string =>
  /^[^\s"{}]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
