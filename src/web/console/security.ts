/** Headers of every answer of the console. Scripts come from the console itself and from nowhere else. */
export function securityHeaders(nonce: string, https: boolean): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      // The live script writes one style element of its own; it carries this nonce. Nothing else may write styles.
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Not no-referrer: browsers would then send forms with the origin "null".
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'x-robots-tag': 'noindex',
    'cache-control': 'no-store',
    ...(https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/** Whether a form came from a page of ours, as the browser itself says. Every browser says it with a POST. */
export function isSameOrigin(
  headers: { origin: string | undefined; host: string | undefined; site: string | undefined },
  publicUrl: string,
): boolean {
  if (headers.site !== undefined && headers.site !== 'same-origin') return false;
  if (headers.origin === undefined || headers.host === undefined) return false;
  if (!URL.canParse(headers.origin)) return false;
  return new URL(headers.origin).host === headers.host || headers.origin === new URL(publicUrl).origin;
}
