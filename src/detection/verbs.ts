import { z } from 'zod';
import { authorise } from '#platform/auth';
import { defineVerb, type Verb } from '#platform/verbs';
import { episodeKinds } from './model.ts';
import { mayReadEpisodes } from './policy.ts';
import { listEpisodes } from './store.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const detectionVerbs: readonly Verb[] = [
  defineVerb({
    name: 'episode.list',
    summary: 'List the outages, flaps, saturations and surges that touch a period.',
    changes: false,
    input: z.strictObject({
      from: instant,
      to: instant,
      kind: z.enum(episodeKinds).optional(),
      openOnly: z.boolean().optional(),
    }),
    async run(context, input) {
      authorise(context.actor, mayReadEpisodes);
      return listEpisodes(context.db, {
        from: input.from,
        to: input.to,
        ...(input.kind ? { kinds: [input.kind] } : {}),
        ...(input.openOnly ? { openOnly: true } : {}),
      });
    },
  }),
];
