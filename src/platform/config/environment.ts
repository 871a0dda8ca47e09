import { isIP } from 'node:net';
import { z } from 'zod';

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
    .meta({ description: 'Whether everybody who signs in to the console needs an authenticator app.' }),
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
