import { z } from 'zod';

export const episodeKinds = ['outage', 'flap', 'saturation', 'concentrator-outage', 'surge'] as const;
export type EpisodeKind = (typeof episodeKinds)[number];

/** Something that went wrong, with a start and an end (null while it lasts), and what it was seen from. */
export const episodeSchema = z.object({
  id: z.number(),
  kind: z.enum(episodeKinds),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  concentratorId: z.number().nullable(),
  siteIds: z.array(z.number()),
  /** Figures behind it; `text` is a sentence for people. */
  evidence: z.record(z.string(), z.unknown()),
});
export type Episode = z.output<typeof episodeSchema>;

/** An episode as computed, before it is compared with what is stored. `subject` is `site:7`, `concentrator:1` or `calls`. */
export interface FoundEpisode {
  kind: EpisodeKind;
  subject: string;
  fromMs: number;
  toMs: number | null;
  concentratorId: number | null;
  sites: { siteId: number; fromMs: number; toMs: number | null }[];
  evidence: Record<string, unknown>;
}
