import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type App, replayScenario, type ScenarioEvent, startApp } from '../../src/app/index.ts';
import { type SimulatedClock, simulatedClock } from '../../src/platform/clock/index.ts';
import { parseSettings } from '../../src/platform/config/index.ts';
import { silentLog } from '../../src/platform/log/index.ts';
import type { Bulletin, IncidentBulletin } from '../../src/publishing/index.ts';
import { testDatabase } from '../support/database.ts';

export interface Played {
  app: App;
  clock: SimulatedClock;
  play(events: Iterable<ScenarioEvent>): Promise<void>;
  bulletin(): Bulletin;
  incident(): IncidentBulletin;
  /** What a visitor reads at a path: without markup, white space joined, in lower case. */
  read(path: string): Promise<string>;
}

/** Starts the product on a fresh database and a simulated clock at the scenario's start. It stops after the file. */
export async function startScenario(scenario: {
  startsAt: Date;
  environment: Record<string, string>;
}): Promise<Played> {
  const clock = simulatedClock(scenario.startsAt);
  const database = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'allclear-acceptance-'));
  const environment = { ...scenario.environment, DATABASE_URL: database.url, ALLCLEAR_DATA: dataDir };
  const settings = { ...parseSettings(environment), port: 0 };
  const app = await startApp({ settings, clock, log: silentLog(), mode: 'stepped', demonstration: true });
  afterAll(async () => {
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const bulletin = (): Bulletin => {
    const publication = app.publisher.current();
    if (!publication) throw new Error('Nothing was published.');
    return publication.bulletin;
  };
  return {
    app,
    clock,
    play: (events) => replayScenario(app, events, { clock }),
    bulletin,
    incident() {
      const [incident] = bulletin().current;
      if (!incident) throw new Error('There is no open incident on the page.');
      return incident;
    },
    async read(path) {
      const response = await fetch(`${app.address}${path}`);
      if (!response.ok) throw new Error(`${path} answered ${response.status}.`);
      return plainText(await response.text());
    },
  };
}

const entities: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** HTML as it is read: without markup, white space joined, in lower case. */
export function plainText(html: string): string {
  return html
    .replace(/<(script|style|svg)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .toLowerCase();
}
