import type { IncomingMessage, ServerResponse } from 'node:http';
import { createProvider, firstAdministratorLink, type Permissions, permissionsOf } from '#platform/auth';
import { simulatedClock } from '#platform/clock';
import type { Settings } from '#platform/config';
import type { Context } from '#platform/context';
import { silentLog } from '#platform/log';
import { consoleHandler } from '#web';
import { allVerbs } from './verbs.ts';
import type { Work } from './work.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The staff console, wired to what is running. It is made with its first request: reading the permissions takes a moment. */
export function consoleFor({
  settings,
  demonstration,
  work,
}: {
  settings: Settings;
  demonstration: boolean;
  work(): Work | undefined;
}): Handler {
  let made: Promise<Handler> | undefined;
  const make = async (): Promise<Handler> =>
    consoleHandler({
      verbs: allVerbs,
      permissions: await readPermissions(),
      rules: {
        idleMinutes: settings.sessionIdleMinutes,
        sessionHours: settings.sessionHours,
        // A demonstration is looked at by one person on one machine, often on a clock that stands still.
        secondFactor: demonstration ? 'optional' : settings.secondFactor,
        issuer: settings.organisation,
      },
      provider:
        settings.provider && !demonstration
          ? createProvider(settings.provider, work()?.base.log ?? silentLog())
          : undefined,
      // A demonstration is read where it runs, whatever address its scenario claims.
      publicUrl: demonstration ? 'http://localhost' : settings.publicUrl,
      organisation: settings.organisation,
      serviceName: settings.serviceName,
      demonstration,
      rehearsal: settings.rehearsal,
      callFeedStaleMinutes: settings.callFeedStaleMinutes,
      proxyHops: settings.proxyHops,
      maxBodyBytes: settings.maxBodyMb * 1024 * 1024,
      base: () => work()?.base,
      settle: async () => work()?.engine.settle(),
      onChange: (listener) => work()?.onChange(listener) ?? (() => undefined),
    });
  return (request, response) => {
    made ??= make();
    made.then(
      (handle) => handle(request, response),
      () => response.writeHead(500).end(),
    );
  };
}

/** Who may use which verb, asked of the verbs themselves. */
export const readPermissions = (): Promise<Permissions> =>
  permissionsOf(allVerbs, { clock: simulatedClock(new Date(0)), log: silentLog() });

/** What `serve` tells an operator whose installation has no administrator yet; undefined when it has one. */
export async function firstAdministratorWords(
  context: Context,
  address: string,
): Promise<string | undefined> {
  const link = await firstAdministratorLink(context);
  return (
    link &&
    `Nobody can sign in yet. Become the first administrator, once, within 24 hours:\n  ${address}${link.path}\n`
  );
}
