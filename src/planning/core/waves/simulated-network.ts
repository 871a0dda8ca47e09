import type { BeforeImage, MoveActor, SiteEvidence } from './act.ts';

/** What goes wrong, at one site or one concentrator. */
export type Failure =
  | { kind: 'site does not come back'; site: string; to: string }
  | { kind: 'wrong default route'; site: string; to: string }
  | { kind: 'concentrator lost'; concentrator: string }
  | { kind: 'site dead'; site: string };

export interface SimulatedNetwork extends MoveActor {
  /** The concentrator that carries a site now; null: none does. */
  carrierOf(site: string): string | null;
  /** Tunnels that end on a concentrator. */
  tunnelsOn(concentrator: string): number;
  fail(failure: Failure): void;
}

/** A network in memory that behaves as firewalls do: a tunnel to every hub listed, traffic to the first that answers. */
export function simulatedNetwork(
  images: ReadonlyMap<string, BeforeImage>,
  { minutes, onChange }: { minutes: number; onChange?: () => void },
): SimulatedNetwork {
  const now = new Map(images);
  const failures: Failure[] = [];
  const touched = new Set<string>();
  const answers = (site: string, concentrator: string): boolean =>
    !failures.some(
      (failure) =>
        (failure.kind === 'concentrator lost' && failure.concentrator === concentrator) ||
        (failure.kind === 'site does not come back' &&
          failure.site === site &&
          failure.to === concentrator) ||
        (failure.kind === 'site dead' && failure.site === site && touched.has(site)),
    );
  const imageOf = (site: string): BeforeImage => now.get(site) ?? { hubs: [] };
  const carrierOf = (site: string): string | null =>
    imageOf(site).hubs.find((hub) => answers(site, hub.concentrator))?.concentrator ?? null;
  return {
    carrierOf,
    tunnelsOn: (concentrator) =>
      [...now.values()].filter(({ hubs }) => hubs.some((hub) => hub.concentrator === concentrator)).length,
    fail: (failure) => void failures.push(failure),
    read: async (site) => imageOf(site),
    async write(site, image) {
      touched.add(site);
      const wrong = failures.some(
        (failure) =>
          failure.kind === 'wrong default route' &&
          failure.site === site &&
          image.hubs[0]?.concentrator === failure.to,
      );
      now.set(site, wrong ? { hubs: image.hubs.map((hub) => ({ ...hub, isDefaultRoute: false })) } : image);
      onChange?.();
    },
    async observe(site, concentrator): Promise<SiteEvidence> {
      const carries = carrierOf(site);
      return {
        isReachable: answers(site, concentrator),
        carries: carries ?? 'none',
        lossPercent: carries === null ? 100 : 0.1,
        latencyMs: 12,
        flaps: 0,
        minutes,
      };
    },
  };
}
