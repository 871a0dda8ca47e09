import { z } from 'zod';
import { listPractices, listSites } from '#estate';
import { slugText } from '#incidents';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { parseInput } from '#platform/errors';
import { mayRead } from './policy.ts';
import type { AudienceShare } from './subscriptions/model.ts';
import { audienceShares } from './subscriptions/recipients.ts';

/** Who is told of an update when it is published. */
export interface Audience {
  /** Open practices of the estate: those whom an update concerns. */
  practices: number;
  /** Practices of which at least one address is on record to which updates are sent. */
  practicesTold: number;
  people: number;
  channels: { channel: string; people: number; practices: number }[];
  /** Of the practices that nobody tells, those with a telephone number. */
  practicesWithTelephone: number;
}

/** A source of addresses. */
export type AudienceSource = (context: Context, incident: string) => Promise<AudienceShare[]>;

export const audienceInput = z.strictObject({ incident: slugText });

/** Subscribers and contact addresses, each address once. */
const sources: readonly AudienceSource[] = [audienceShares];

/** Who is told of an update of this incident, counted from what is on record now. */
export async function audienceOf(
  context: Context,
  input: z.input<typeof audienceInput>,
  from: readonly AudienceSource[] = sources,
): Promise<Audience> {
  authorise(context.actor, mayRead);
  const { incident } = parseInput(audienceInput, input, 'input of update.audience');
  const { db } = context;
  const [practices, sites, ...shares] = await Promise.all([
    listPractices(db),
    listSites(db),
    ...from.map((source) => source(context, incident)),
  ]);
  const openSites = sites.filter(({ closedOn }) => closedOn === null);
  const served = new Set(openSites.map(({ practiceId }) => practiceId));
  const open = practices.filter(({ id }) => served.has(id));
  return countAudience(
    open.map(({ id, phone }) => ({
      id,
      hasTelephone: phone !== null || openSites.some((site) => site.practiceId === id && site.phone !== null),
    })),
    shares.flat(),
  );
}

/** Counts the shares; practices that are told by several channels count once. */
export function countAudience(
  practices: readonly { id: number; hasTelephone: boolean }[],
  shares: readonly AudienceShare[],
): Audience {
  const told = new Set(shares.flatMap(({ practiceIds }) => practiceIds));
  const byChannel = Map.groupBy(shares, ({ channel }) => channel);
  return {
    practices: practices.length,
    practicesTold: practices.filter(({ id }) => told.has(id)).length,
    people: shares.reduce((sum, { people }) => sum + people, 0),
    channels: [...byChannel].map(([channel, own]) => ({
      channel,
      people: own.reduce((sum, { people }) => sum + people, 0),
      practices: new Set(own.flatMap(({ practiceIds }) => practiceIds)).size,
    })),
    practicesWithTelephone: practices.filter(({ id, hasTelephone }) => hasTelephone && !told.has(id)).length,
  };
}
