import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDateTime, simulatedClock } from '#platform/clock';
import { parseSettings } from '#platform/config';
import { AllclearError } from '#platform/errors';
import { createLifecycle, type Lifecycle } from '#platform/lifecycle';
import { loadedFrom } from '#platform/loading';
import { createLog } from '#platform/log';
import { bulletinAsText } from '#web';
import { firstAdministratorWords } from './console.ts';
import { replayScenario, type ScenarioEvent } from './replay.ts';
import { untilAskedToStop } from './serve.ts';
import { type App, startApp } from './start.ts';
import { systemContext } from './work.ts';

/** What a folder of `scenarios/` exports as `scenario`. */
export interface Scenario {
  name: string;
  title: string;
  startsAt: Date;
  endsAt: Date;
  /** Settings of the installation, as environment variables. */
  environment: Record<string, string>;
  events(): Iterable<ScenarioEvent>;
  /** What comes after the end: here, the call that makes a published sentence untrue. */
  lateEvents?(): Iterable<ScenarioEvent>;
  /** What comes later still: the review and its actions, until `afterEndsAt`. */
  afterEvents?(): Iterable<ScenarioEvent>;
  afterEndsAt?: Date;
}

interface DemoOptions {
  once: boolean;
  lateCall: boolean;
  toJune: boolean;
  port?: number;
  scenario?: string;
  env: Record<string, string | undefined>;
  write(text: string): void;
  writeError(text: string): void;
}

/** Replays a scenario in a scratch data directory, prints the page as text, and serves it until stopped. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const scenario = await loadScenario(options.scenario ?? 'april-2026');
  const lifecycle = createLifecycle(createLog('error'));
  try {
    const app = await replayed(scenario, options, lifecycle);
    options.write(`${pageText(app)}\n\n`);
    if (options.once) return;
    options.write(addresses(app));
    options.write((await firstAdministratorWords(systemContext(app), app.address)) ?? '');
    await untilAskedToStop();
  } finally {
    await lifecycle.stop();
  }
}

async function replayed(scenario: Scenario, options: DemoOptions, lifecycle: Lifecycle): Promise<App> {
  const scratch = await mkdtemp(join(tmpdir(), 'allclear-demo-'));
  lifecycle.onStop('scratch directory', () => rm(scratch, { recursive: true, force: true }));
  const clock = simulatedClock(scenario.startsAt);
  const start = async (port: number): Promise<App> => {
    const settings = parseSettings({
      ...scenario.environment,
      ...(options.env.DATABASE_URL ? { DATABASE_URL: options.env.DATABASE_URL } : {}),
      ALLCLEAR_DATA: scratch,
      ALLCLEAR_PORT: String(port || 8080),
    });
    return startApp({
      settings: { ...settings, port },
      clock,
      log: createLog('error'),
      mode: 'stepped',
      demonstration: true,
      scratch: true,
    });
  };
  const app =
    options.port === undefined ? await start(8080).catch(orAnyPort(start)) : await start(options.port);
  lifecycle.onStop('app', () => app.stop());
  const to = (options.toJune && scenario.afterEndsAt) || scenario.endsAt;
  const bar = progressBar({ from: scenario.startsAt, to }, options.writeError);
  await replayScenario(app, scenario.events(), { clock, onProgress: bar.show });
  if (options.lateCall && scenario.lateEvents) await replayScenario(app, scenario.lateEvents(), { clock });
  if (options.toJune && scenario.afterEvents)
    await replayScenario(app, scenario.afterEvents(), { clock, onProgress: bar.show });
  await app.publisher.publish(systemContext(app));
  bar.finish();
  return app;
}

/** Another program may hold the usual port; a demonstration takes any free one. */
const orAnyPort =
  (start: (port: number) => Promise<App>) =>
  (error: unknown): Promise<App> => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return start(0);
    throw error;
  };

async function loadScenario(name: string): Promise<Scenario> {
  const folder = new URL(`../../scenarios/${encodeURIComponent(name)}/index.ts`, import.meta.url);
  try {
    const loaded: { scenario: Scenario } = await import(loadedFrom(folder).href);
    return loaded.scenario;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new AllclearError('not-found', `There is no scenario ${name}. Look in scenarios/.`, {
        cause: error,
      });
    }
    throw error;
  }
}

function pageText(app: App): string {
  const publication = app.publisher.current();
  const incident = publication?.bulletin.current[0] ?? publication?.bulletin.past[0];
  if (!publication || !incident) return 'Nothing was published.';
  return bulletinAsText(publication.bulletin, incident.slug, { width: 100 });
}

function addresses(app: App): string {
  const bulletin = app.publisher.current()?.bulletin;
  const incident = bulletin?.current[0] ?? bulletin?.past[0];
  const reviewed = bulletin?.reviews.some(({ versions }) => versions.length > 0);
  const paths = [
    '/',
    ...(incident ? [`/incidents/${incident.slug}`, `/incidents/${incident.slug}.json`] : []),
    ...(incident && reviewed ? [`/incidents/${incident.slug}/review`, '/actions'] : []),
    '/practices',
    '/feed.atom',
  ];
  return `${paths.map((path) => `  ${app.address}${path}`).join('\n')}\n\nServing until you press Ctrl+C.\n`;
}

/** A line on standard error that says how far the replay is, in the scenario's own time. */
function progressBar(
  span: { from: Date; to: Date },
  write: (text: string) => void,
): { show(at: Date): void; finish(): void } {
  const from = span.from.getTime();
  const lengthMs = span.to.getTime() - from;
  let last = -1;
  return {
    show(at) {
      const percent = Math.min(100, Math.floor(((at.getTime() - from) / lengthMs) * 100));
      if (percent === last) return;
      last = percent;
      const filled = Math.floor(percent / 4);
      write(
        `\r${'█'.repeat(filled)}${'░'.repeat(25 - filled)} ${String(percent).padStart(3)}%  ${formatDateTime(at)}      `,
      );
    },
    finish() {
      write('\n');
    },
  };
}
