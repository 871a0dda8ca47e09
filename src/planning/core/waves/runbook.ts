import { type BeforeImage, type MoveActor, NotYet, type SiteEvidence, sameImage } from './act.ts';

/** A step that was ticked, or a look at the readings that was kept. */
export type Act =
  | { site: string; kind: 'step'; image: BeforeImage; at: Date; by: string }
  | { site: string; kind: 'look'; evidence: SiteEvidence; at: Date; by: string };

/** A step that waits for a person. */
export interface AskedStep {
  site: string;
  image: BeforeImage;
}

export interface Runbook extends MoveActor {
  /** Steps that wait for a person, in the order in which they came up. */
  asked: AskedStep[];
  /** Looks that no act holds yet. */
  fresh: { site: string; evidence: SiteEvidence }[];
}

export interface RunbookOptions {
  /** How a site is set before any step was ticked. */
  imageOf(site: string): BeforeImage;
  /** What the readings say of a site since its last step; null: before any step. */
  look(site: string, concentrator: string, since: Date | null): Promise<SiteEvidence>;
  /** Minutes that a site must have worked; what is unknown then is waited for as long again. */
  minutes: number;
}

/**
 * People as an adapter: a change is a step that somebody ticks, and until then the move waits. Steps and looks that are kept are
 * played back, so a wave can be run again at any time from them alone, and goes on where it was.
 */
export function runbook(acts: readonly Act[], { imageOf, look, minutes }: RunbookOptions): Runbook {
  const left = new Map<string, Act[]>();
  for (const act of acts) left.set(act.site, [...(left.get(act.site) ?? []), act]);
  const begun = new Set(acts.filter((act) => act.kind === 'step').map((act) => act.site));
  const images = new Map<string, BeforeImage>();
  const steppedAt = new Map<string, Date>();
  const asked: AskedStep[] = [];
  const fresh: Runbook['fresh'] = [];
  return {
    asked,
    fresh,
    hasBegun: (site) => begun.has(site),
    read: async (site) => images.get(site) ?? imageOf(site),
    async write(site, image) {
      const next = left.get(site)?.[0];
      if (next?.kind === 'step' && sameImage(next.image, image)) {
        left.get(site)?.shift();
        images.set(site, image);
        steppedAt.set(site, next.at);
        return;
      }
      asked.push({ site, image });
      throw new NotYet('A step waits to be ticked.');
    },
    async observe(site, concentrator) {
      const next = left.get(site)?.[0];
      if (next?.kind === 'look') {
        left.get(site)?.shift();
        return next.evidence;
      }
      const since = steppedAt.get(site) ?? null;
      const evidence = await look(site, concentrator, since);
      if (since !== null && evidence.minutes < (isKnown(evidence) ? minutes : 2 * minutes))
        throw new NotYet(`The readings are looked at ${minutes} minutes after the step.`);
      fresh.push({ site, evidence });
      return evidence;
    },
  };
}

const isKnown = (evidence: SiteEvidence): boolean => Object.values(evidence).every((value) => value !== null);
