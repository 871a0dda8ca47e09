import type { PasskeySite } from '#platform/auth';
import type { ConsoleRequest } from './deps.ts';
import type { ConsoleOptions } from './options.ts';

/**
 * The address that people use: the configured one, or in a trial on one machine the one this was asked at. Undefined
 * where browsers trust the address with neither passkeys nor a way back from an identity provider.
 */
export function trustedOrigin(request: ConsoleRequest, { publicUrl }: ConsoleOptions): string | undefined {
  const { protocol, origin } = new URL(publicUrl);
  if (protocol === 'https:') return origin;
  const asked = new URL(request.req.url);
  return asked.hostname === 'localhost' ? asked.origin : undefined;
}

/** What passkeys are bound to here. */
export function passkeySite(request: ConsoleRequest, options: ConsoleOptions): PasskeySite | undefined {
  const origin = trustedOrigin(request, options);
  return origin === undefined
    ? undefined
    : { id: new URL(origin).hostname, origin, name: options.organisation };
}
