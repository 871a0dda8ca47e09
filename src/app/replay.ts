import { createToken, type Role } from '#platform/auth';
import type { SimulatedClock } from '#platform/clock';
import { AllclearError } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import type { App } from './start.ts';
import { allVerbs } from './verbs.ts';
import { systemContext } from './work.ts';

/** One thing that happens in a scenario, at its instant. Files, readings and calls enter over HTTP. */
export type ScenarioEvent = { at: Date } & (
  | { kind: 'estate'; files: readonly { name: string; bytes: Uint8Array; icb?: string; subIcb?: string }[] }
  | { kind: 'readings'; body: unknown }
  | { kind: 'calls'; body: unknown }
  | { kind: 'verb'; actor: { name: string; roles: readonly Role[] }; verb: string; input: unknown }
  | { kind: 'tick' }
);

export interface ReplayOptions {
  clock: SimulatedClock;
  onProgress?(at: Date): void;
}

/**
 * Plays events into a stepped app on its simulated clock: files, readings and calls over HTTP with an intake token,
 * people's actions through the same verbs as every other entry. What each leads to is settled before the next. Stops
 * at the first refusal, naming the event.
 */
export async function replayScenario(
  app: App,
  events: Iterable<ScenarioEvent>,
  options: ReplayOptions,
): Promise<void> {
  const token = await createToken(systemContext(app), { name: 'replay', roles: ['intake', 'administrator'] });
  app.publisher.pause();
  try {
    for (const event of events) {
      if (event.at > options.clock.now()) options.clock.advanceTo(event.at);
      await play(app, token, event);
      options.onProgress?.(event.at);
    }
  } finally {
    await publishIfWanted(app);
  }
}

async function play(app: App, token: string, event: ScenarioEvent): Promise<void> {
  if (event.kind === 'tick') return app.engine.tick();
  if (event.kind === 'estate') {
    for (const file of event.files) await postFile(app, token, file);
  } else if (event.kind === 'verb') {
    const context = app.contextFor({ kind: 'person', name: event.actor.name, roles: event.actor.roles });
    await naming(event, () => runVerb(allVerbs, context, event.verb, event.input));
  } else {
    await post(app, token, `/api/v1/${event.kind}`, 'application/json', JSON.stringify(event.body));
  }
  await app.engine.settle();
  if (event.kind === 'verb' && event.verb === 'update.publish') {
    await publishIfWanted(app);
    app.publisher.pause();
  }
}

async function publishIfWanted(app: App): Promise<void> {
  if (app.publisher.resume()) await app.publisher.publish(systemContext(app));
}

async function naming(event: ScenarioEvent & { kind: 'verb' }, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AllclearError)) throw error;
    throw new AllclearError(
      error.code,
      `${event.verb} at ${event.at.toISOString()} by ${event.actor.name}: ${error.message}`,
      {
        faults: error.faults,
        cause: error,
      },
    );
  }
}

function postFile(
  app: App,
  token: string,
  file: { name: string; bytes: Uint8Array; icb?: string; subIcb?: string },
): Promise<void> {
  const query = new URLSearchParams({ file: file.name });
  if (file.icb) query.set('icb', file.icb);
  if (file.subIcb) query.set('subIcb', file.subIcb);
  return post(app, token, `/api/v1/estate?${query}`, 'text/csv', file.bytes);
}

async function post(
  app: App,
  token: string,
  path: string,
  type: string,
  body: string | Uint8Array,
): Promise<void> {
  const response = await fetch(`${app.address}${path}`, {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${token}` },
    body: typeof body === 'string' ? body : Buffer.from(body),
  });
  const answer = await response.text();
  if (!response.ok)
    throw new AllclearError('internal', `POST ${path} answered ${response.status}: ${answer.slice(0, 2000)}`);
}
