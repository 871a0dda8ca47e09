import type { Site } from '#estate';
import type { CurrentState } from '#telemetry';
import type { PracticeBulletin, PublicState } from '../bulletin.ts';

export type PracticeSite = Pick<
  Site,
  'id' | 'code' | 'practiceId' | 'odsCode' | 'practiceName' | 'name' | 'town' | 'postcode'
>;

/** A practice is as well as its worst site. One silent site leaves it unknown: the other cannot vouch for it. */
const worstFirst: readonly PublicState[] = ['down', 'degraded', 'unknown', 'up'];

export function stateOfPractice(siteStates: readonly PublicState[]): PublicState {
  return worstFirst.find((state) => siteStates.includes(state)) ?? 'unknown';
}

/** Practices with open sites, by name, without what incidents add. */
export function listPracticeViews(
  sites: readonly PracticeSite[],
  states: ReadonlyMap<number, CurrentState>,
): { practiceId: number; practice: PracticeBulletin }[] {
  const views = [...Map.groupBy(sites, (site) => site.practiceId)].map(([practiceId, own]) => ({
    practiceId,
    practice: practiceView(own, states),
  }));
  const collator = new Intl.Collator('en-GB');
  return views.sort((a, b) => collator.compare(a.practice.name, b.practice.name));
}

function practiceView(
  sites: readonly PracticeSite[],
  states: ReadonlyMap<number, CurrentState>,
): PracticeBulletin {
  const shown = sites.map((site) => {
    const current = states.get(site.id);
    return {
      code: site.code,
      name: site.name,
      state: current?.state ?? ('unknown' as const),
      since: current?.since?.toISOString() ?? null,
      lastReadingAt: current?.lastReadingAt?.toISOString() ?? null,
    };
  });
  const [main] = sites;
  return {
    odsCode: main?.odsCode ?? '',
    name: main?.practiceName ?? '',
    town: main?.town ?? '',
    postcode: main?.postcode ?? '',
    groups: [],
    state: stateOfPractice(shown.map((site) => site.state)),
    migration: null,
    sites: shown,
    incidents: [],
  };
}
