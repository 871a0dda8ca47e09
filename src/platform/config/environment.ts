import { isIP } from 'node:net';
import { z } from 'zod';
import { type Role, staffRoles } from '../context/index.ts';

const text = z.string().trim().min(1);

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);

const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
  .transform((url) => url.replace(/\/+$/, ''));

const databaseAddress = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be an address that begins with postgresql://',
});

/** `group=role,role; group=role`: what each group at the identity provider may do. */
const groupRoles = z.string().transform((value, context): ReadonlyMap<string, readonly Role[]> => {
  const pairs = value.split(';').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  return new Map(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      const roles = z
        .array(z.enum(staffRoles))
        .min(1)
        .safeParse(namesIn(pair.slice(at + 1)));
      if (at > 0 && roles.success) return [pair.slice(0, at).trim(), roles.data];
      context.addIssue({
        code: 'custom',
        message: `must be like "group=role,role; group=role", with the roles ${staffRoles.join(', ')}`,
      });
      return ['', []];
    }),
  );
});

const namesIn = (text: string): string[] => text.split(',').map((each) => each.trim());

/** An issuer that speaks for one organisation. Over http only on this machine, for a trial. */
const issuerAddress = webAddress
  .refine((url) => url.startsWith('https:') || /^http:\/\/(localhost|127\.0\.0\.1)(:|\/|$)/.test(url), {
    error: 'must begin with https://',
  })
  .refine((url) => !/\/(common|organizations|consumers)(\/|$)/.test(url), {
    error: 'must name your own tenant: with common, organizations or consumers anybody could sign in',
  });
const ipAddresses = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean),
  )
  .refine((list) => list.every((each) => isIP(each) !== 0), 'must be IP addresses with commas between them');

const emailAddress = z.email('must be an email address');

const mailServer = z.url({
  protocol: /^smtps?$/,
  error: 'must be an address that begins with smtp:// or smtps://',
});

/** As GOV.UK Notify writes them: a name, the service and the secret, with hyphens between them. */
const notifyKey = z
  .string()
  .regex(/^.+-[0-9a-f-]{36}-[0-9a-f-]{36}$/, 'must be a whole API key of GOV.UK Notify');

const addressList = z.string().transform((list) =>
  list
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter(Boolean),
);

/** Every environment variable that Allclear reads. The descriptions are printed in `docs/reference/settings.md`. */
export const environment = z.strictObject({
  ALLCLEAR_PORT: wholeNumber(0, 65_535)
    .prefault('8080')
    .meta({ description: 'Port to serve on; 0 takes any free one.' }),
  ALLCLEAR_HOST: text.prefault('127.0.0.1').meta({
    description:
      'Network address to serve on. The default is reachable from this machine only; 0.0.0.0 from all.',
  }),
  ALLCLEAR_DATA: text.prefault('./data').meta({
    description: 'Data directory: the embedded database and its log. One running Allclear per directory.',
  }),
  DATABASE_URL: databaseAddress.optional().meta({
    description: 'Your own PostgreSQL, version 15 or later, in place of the embedded one.',
    secret: true,
  }),
  ALLCLEAR_PUBLIC_URL: webAddress.optional().meta({
    description: 'Address of the public site, as used in feeds and emails. Default: http://localhost:<port>.',
  }),
  ALLCLEAR_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .prefault('info')
    .meta({ description: 'Least important message to log: debug, info, warn, error or silent.' }),
  ALLCLEAR_ORGANISATION: text
    .prefault('Allclear')
    .meta({ description: 'Name shown in the header of every page.' }),
  ALLCLEAR_SERVICE_NAME: text
    .prefault('Digital and IT issues')
    .meta({ description: 'Name of the public site, shown beside the organisation and in page titles.' }),
  ALLCLEAR_REPORT_PHONE: text
    .optional()
    .meta({ description: 'Phone number at which practices report a problem.' }),
  ALLCLEAR_REPORT_EMAIL: emailAddress
    .optional()
    .meta({ description: 'Email address at which practices report a problem.' }),
  ALLCLEAR_REPORT_URL: webAddress
    .optional()
    .meta({ description: 'Web form at which practices report a problem.' }),
  ALLCLEAR_EXPORT_DIR: text.optional().meta({
    description: 'Folder that receives a static copy of each published snapshot, for a web server elsewhere.',
  }),
  ALLCLEAR_READING_CADENCE_SECONDS: wholeNumber(1, 86_400).prefault('300').meta({
    description: 'How often a site is expected to be read. Silence well beyond it becomes unknown.',
  }),
  ALLCLEAR_CALL_FEED_STALE_MINUTES: wholeNumber(1, 10_080).prefault('60').meta({
    description: 'After how long without news the call feed is stale, and claims resting on it are refused.',
  }),
  ALLCLEAR_MAX_BODY_MB: wholeNumber(1, 1_024)
    .prefault('32')
    .meta({ description: 'Largest request body accepted, in megabytes.' }),
  ALLCLEAR_SECOND_FACTOR: z
    .enum(['required', 'optional'], 'must be required or optional')
    .prefault('required')
    .meta({
      description:
        'Whether everybody who signs in to the console with a password needs an authenticator app or a passkey.',
    }),
  ALLCLEAR_SESSION_IDLE_MINUTES: wholeNumber(1, 1_440)
    .prefault('30')
    .meta({ description: 'After how long without use the console signs a person out.' }),
  ALLCLEAR_SESSION_HOURS: wholeNumber(1, 168)
    .prefault('12')
    .meta({ description: 'After how long the console signs a person out in any case.' }),
  ALLCLEAR_PROXY_HOPS: wholeNumber(0, 10).prefault('0').meta({
    description:
      'How many proxies of yours stand in front and add the caller to X-Forwarded-For; 0 ignores that header.',
  }),
  ALLCLEAR_OIDC_ISSUER: issuerAddress.optional().meta({
    description:
      'Identity provider to sign in through, by its OpenID Connect issuer, such as https://login.microsoftonline.com/TENANT/v2.0.',
  }),
  ALLCLEAR_OIDC_CLIENT_ID: text
    .optional()
    .meta({ description: 'The name under which the identity provider knows Allclear.' }),
  ALLCLEAR_OIDC_CLIENT_SECRET: text
    .optional()
    .meta({ description: 'The secret that goes with it.', secret: true }),
  ALLCLEAR_OIDC_NAME: text
    .prefault('your organisation')
    .meta({ description: 'What the sign-in page calls the identity provider.' }),
  ALLCLEAR_OIDC_SCOPES: text
    .prefault('openid profile email')
    .refine((value) => value.split(/\s+/).includes('openid'), 'must include openid')
    .meta({ description: 'What is asked of the identity provider.' }),
  ALLCLEAR_OIDC_GROUP_CLAIM: text
    .prefault('groups')
    .meta({ description: 'Claim that holds the groups of a person; `roles` for app roles of Entra ID.' }),
  ALLCLEAR_OIDC_GROUP_ROLES: groupRoles.optional().meta({
    description:
      'What each group may do, as `group=role,role; group=role`; looked up at each sign-in. Without it roles are given here by hand.',
  }),
  ALLCLEAR_OIDC_TRUSTED_EMAIL_CLAIM: text.optional().meta({
    description:
      'Claim whose address is believed although the identity provider does not say that it verified it. Only for a claim that people cannot change themselves.',
  }),
  ALLCLEAR_OIDC_SECOND_FACTOR: z
    .enum(['provider', 'here'], 'must be provider or here')
    .prefault('provider')
    .meta({
      description: 'Whether the identity provider asks for the second factor, or Allclear does as well.',
    }),
  ALLCLEAR_OUTBOUND_ALLOW: ipAddresses.prefault('').meta({
    description:
      "Internal IP addresses, with commas between them, that suppliers' feeds may be read from all the same.",
  }),
  ALLCLEAR_METRICS_TOKEN: text.min(16, 'must have at least 16 characters').optional().meta({
    description:
      'Bearer token for /metrics. Without it only this machine may read them, and not through a proxy.',
    secret: true,
  }),
  ALLCLEAR_COMMS_LEAD_EMAIL: emailAddress
    .optional()
    .meta({ description: 'Who is told when a published claim stops holding.' }),
  ALLCLEAR_MAIL_URL: mailServer.optional().meta({
    description:
      'Mail server that takes our mail: smtps://name:password@host, or smtp:// with STARTTLS, which is required unless the server is this machine.',
    secret: true,
  }),
  ALLCLEAR_MAIL_FROM: emailAddress
    .optional()
    .meta({ description: 'Address that our mail comes from; needed with ALLCLEAR_MAIL_URL.' }),
  ALLCLEAR_MAIL_REPLY_TO: emailAddress
    .optional()
    .meta({ description: 'Address that answers to our mail go to.' }),
  ALLCLEAR_NOTIFY_API_KEY: notifyKey.optional().meta({
    description: 'API key of GOV.UK Notify, for text messages, and for email when there is no mail server.',
    secret: true,
  }),
  ALLCLEAR_NOTIFY_URL: webAddress
    .prefault('https://api.notifications.service.gov.uk')
    .meta({ description: 'Address of the API of GOV.UK Notify.' }),
  ALLCLEAR_NOTIFY_EMAIL_TEMPLATE: z
    .uuid('must be the ID of a template')
    .optional()
    .meta({ description: 'Template for email, with ((subject)) and ((body)).' }),
  ALLCLEAR_NOTIFY_SMS_TEMPLATE: z
    .uuid('must be the ID of a template')
    .optional()
    .meta({ description: 'Template for text messages, with ((body)).' }),
  ALLCLEAR_NOTIFY_REPLY_TO: z
    .uuid('must be the ID of a reply-to address')
    .optional()
    .meta({ description: 'Reply-to address of the service, by its ID at GOV.UK Notify.' }),
  ALLCLEAR_WEBHOOK_SECRET: text.min(32, 'must have at least 32 characters').optional().meta({
    description: 'What the signing secret of each webhook is derived from. Without it no webhook is sent.',
    secret: true,
  }),
  ALLCLEAR_WEBHOOK_SECRET_BEFORE: text.min(32, 'must have at least 32 characters').optional().meta({
    description: 'The one before, while receivers change over: messages carry both signatures.',
    secret: true,
  }),
  ALLCLEAR_REHEARSAL: z.enum(['yes', 'no'], 'must be yes or no').prefault('no').meta({
    description:
      'Whether everything is an exercise: every page, feed and message says so, and nothing is sent to a real address.',
  }),
  ALLCLEAR_REHEARSAL_ADDRESSES: addressList.prefault('').meta({
    description:
      'Addresses that messages of a rehearsal may really be sent to, with commas between them; `@example.org` stands for a domain. All others go to files.',
  }),
});

export type Environment = z.output<typeof environment>;
export type SettingName = keyof Environment;

export const settingNames = Object.keys(environment.shape) as SettingName[];

const documentation = z.object({ description: z.string(), secret: z.boolean().default(false) });

/** What the reference says of one setting. */
export function describeSetting(name: SettingName): {
  description: string;
  secret: boolean;
  standard: string;
} {
  const schema = environment.shape[name];
  const standard = schema.safeParse(undefined).data;
  return { ...documentation.parse(schema.meta()), standard: standard === undefined ? '' : String(standard) };
}
