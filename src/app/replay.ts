import { z } from 'zod';
import { createToken, type Role } from '#platform/auth';
import type { SimulatedClock } from '#platform/clock';
import { AllclearError } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import type { App } from './start.ts';
import { latestLinkSent } from './store.ts';
import { allVerbs } from './verbs.ts';
import { systemContext } from './work.ts';

/** One thing that happens in a scenario, at its instant. Files, readings and calls enter over HTTP. */
export type ScenarioEvent = { at: Date } & (
  | { kind: 'estate'; files: readonly { name: string; bytes: Uint8Array; icb?: string; subIcb?: string }[] }
  | { kind: 'readings'; body: unknown }
  | { kind: 'calls'; body: unknown }
  | { kind: 'verb'; actor: { name: string; roles: readonly Role[] }; verb: string; input: unknown }
  /** A practice answers over the link that it was sent. */
  | { kind: 'answer'; practice: string; form: Record<string, string> }
  /** A practice says how it is over the latest link that was sent to it. */
  | { kind: 'form'; practice: string; form: Record<string, string> }
  | { kind: 'tick' }
);

export interface ReplayOptions {
  clock: SimulatedClock;
  onProgress?(at: Date): void;
}

/**
 * Plays events into a stepped app on its simulated clock: files, readings and calls over HTTP with an intake token,
 * people's actions through the same verbs as every other entry. What they lead to is settled before the clock moves on,
 * and before anything about an update is done. Stops at the first refusal, naming the event.
 */
export async function replayScenario(
  app: App,
  events: Iterable<ScenarioEvent>,
  options: ReplayOptions,
): Promise<void> {
  const token = await createToken(systemContext(app), { name: 'replay', roles: ['intake', 'administrator'] });
  app.publisher.pause();
  try {
    const links: Links = new Map();
    let last: ScenarioEvent | undefined;
    for (const event of events) {
      if (last && (event.at > last.at || needsSettled(event))) await app.engine.settle();
      if (event.at > options.clock.now()) options.clock.advanceTo(event.at);
      await play(app, { token, links }, event);
      options.onProgress?.(event.at);
      last = event;
    }
    await app.engine.settle();
  } finally {
    await publishIfWanted(app);
  }
}

const needsSettled = (event: ScenarioEvent): boolean =>
  event.kind === 'verb' && event.verb.startsWith('update.');

/** Links that practices were sent, by their code: what a mail merge would have carried. */
type Links = Map<string, string>;

async function play(
  app: App,
  { token, links }: { token: string; links: Links },
  event: ScenarioEvent,
): Promise<void> {
  if (event.kind === 'tick') return app.engine.tick();
  if (event.kind === 'answer') return answer(app, links, event);
  if (event.kind === 'form') return fillIn(app, event);
  if (event.kind === 'estate') {
    for (const file of event.files) await postFile(app, token, file);
  } else if (event.kind === 'verb') {
    const context = app.contextFor({ kind: 'person', name: event.actor.name, roles: event.actor.roles });
    const updates = updatesOf(app);
    const input = withRealNumber(updates, event);
    const result = await naming(event, () => runVerb(allVerbs, context, event.verb, input));
    if (event.verb === 'update.draft') updates.push(numbered.parse(result).number);
    for (const { odsCode, path } of linksIn(result)) links.set(odsCode, path);
  } else {
    await post(app, token, `/api/v1/${event.kind}`, 'application/json', JSON.stringify(event.body));
  }
  if (event.kind === 'verb' && event.verb === 'update.publish') {
    await app.engine.settle();
    await publishIfWanted(app);
    app.publisher.pause();
  }
}

/**
 * The numbers of the updates that the script wrote, in its order: it speaks of its first, second and so on, and the product may
 * have drafted corrections between them.
 */
const written = new WeakMap<App, number[]>();

function updatesOf(app: App): number[] {
  const known = written.get(app) ?? [];
  written.set(app, known);
  return known;
}

const numbered = z.looseObject({ number: z.number().int() });

function withRealNumber(
  updates: readonly number[],
  { verb, input }: ScenarioEvent & { kind: 'verb' },
): unknown {
  const spoken = verb.startsWith('update.') ? numbered.safeParse(input) : undefined;
  const real = spoken?.success ? updates[spoken.data.number - 1] : undefined;
  return real === undefined ? input : { ...spoken?.data, number: real };
}

async function publishIfWanted(app: App): Promise<void> {
  if (app.publisher.resume()) await app.publisher.publish(systemContext(app));
}

const sentLinks = z.object({ links: z.array(z.object({ odsCode: z.string(), path: z.string() })) });

function linksIn(result: unknown): { odsCode: string; path: string }[] {
  const found = sentLinks.safeParse(result);
  return found.success ? found.data.links : [];
}

async function answer(
  app: App,
  links: Links,
  { at, practice, form }: ScenarioEvent & { kind: 'answer' },
): Promise<void> {
  const response = await fetch(`${app.address}${links.get(practice) ?? '/check/none'}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  });
  await response.arrayBuffer();
  if (response.status !== 303)
    throw new AllclearError(
      'internal',
      `The answer of ${practice} at ${at.toISOString()} was answered ${response.status}.`,
    );
}

async function fillIn(app: App, { at, practice, form }: ScenarioEvent & { kind: 'form' }): Promise<void> {
  const path = await latestLinkSent(systemContext(app).db, practice);
  const response = await fetch(`${app.address}${path ?? '/recovery/none'}`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  if (response.status !== 303)
    throw new AllclearError(
      'internal',
      `The form of ${practice} at ${at.toISOString()} was answered ${response.status}: ${text.slice(0, 2000)}`,
    );
}

async function naming(
  event: ScenarioEvent & { kind: 'verb' },
  work: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await work();
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
