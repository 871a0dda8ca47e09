import type { z } from 'zod';
import { AllclearError, type Fault } from '../errors/index.ts';
import {
  describeSetting,
  type Environment,
  environment,
  type SettingName,
  settingNames,
} from './environment.ts';

/** How this installation is set up. Read once at the start and handed down. */
export type Settings = ReturnType<typeof toSettings>;

/**
 * Reads the settings from environment variables. An empty variable counts as not set. Throws `settings.invalid`, which
 * lists every fault at once: wrong values, and names beginning ALLCLEAR_ that are no setting.
 */
export function parseSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const ours = Object.entries(env).filter(
    ([name, value]) => (name.startsWith('ALLCLEAR_') || name === 'DATABASE_URL') && value,
  );
  const values = Object.fromEntries(ours);
  const result = environment.safeParse(values);
  const faults = result.success
    ? [...providerFaults(result.data), ...channelFaults(result.data)]
    : faultsOf(result.error, values);
  if (result.success && faults.length === 0) return toSettings(result.data);
  const listed = faults.map((fault) => `${fault.field} ${fault.reason}`).join('; ');
  throw new AllclearError('settings.invalid', `Allclear did not start, because of its settings: ${listed}.`, {
    faults,
    remedy: 'Correct them all, then start again. docs/reference/settings.md lists every setting.',
  });
}

const faultsOf = (error: z.ZodError, values: Readonly<Record<string, string | undefined>>): Fault[] =>
  error.issues.flatMap((issue): Fault[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((field) => ({ field, reason: 'is not a setting' }));
    const name = String(issue.path[0]) as SettingName;
    return [{ field: name, reason: `${issue.message}${shownValue(name, values[name])}` }];
  });

/** An identity provider is set up wholly or not at all, and only leads back to an address that browsers trust. */
function providerFaults(values: Environment): Fault[] {
  const needed = ['ALLCLEAR_OIDC_ISSUER', 'ALLCLEAR_OIDC_CLIENT_ID', 'ALLCLEAR_OIDC_CLIENT_SECRET'] as const;
  const missing = needed.filter((name) => values[name] === undefined);
  if (missing.length === needed.length) return [];
  const faults: Fault[] = missing.map((field) => ({
    field,
    reason: 'is needed to sign in through an identity provider',
  }));
  const { protocol, hostname } = new URL(values.ALLCLEAR_PUBLIC_URL ?? 'http://localhost');
  if (protocol !== 'https:' && hostname !== 'localhost')
    faults.push({
      field: 'ALLCLEAR_PUBLIC_URL',
      reason: 'must begin with https:// to sign in through an identity provider',
    });
  return faults;
}

/** A channel is set up wholly or not at all. */
function channelFaults(values: Environment): Fault[] {
  const needs = (given: SettingName, needed: SettingName, why: string): Fault[] =>
    values[given] !== undefined && values[needed] === undefined ? [{ field: needed, reason: why }] : [];
  const key = 'is needed to send through GOV.UK Notify';
  return [
    ...needs('ALLCLEAR_MAIL_URL', 'ALLCLEAR_MAIL_FROM', 'is needed to send mail'),
    ...needs('ALLCLEAR_NOTIFY_EMAIL_TEMPLATE', 'ALLCLEAR_NOTIFY_API_KEY', key),
    ...needs('ALLCLEAR_NOTIFY_SMS_TEMPLATE', 'ALLCLEAR_NOTIFY_API_KEY', key),
    ...needs('ALLCLEAR_WEBHOOK_SECRET_BEFORE', 'ALLCLEAR_WEBHOOK_SECRET', 'is needed beside the one before'),
  ];
}

const isKnown = (name: string): name is SettingName => (settingNames as string[]).includes(name);

function shownValue(name: string, value: string | undefined): string {
  return isKnown(name) && !describeSetting(name).secret ? `, not "${value}"` : '';
}

function toSettings(values: Environment) {
  return {
    port: values.ALLCLEAR_PORT,
    host: values.ALLCLEAR_HOST,
    dataDir: values.ALLCLEAR_DATA,
    databaseUrl: values.DATABASE_URL,
    publicUrl: values.ALLCLEAR_PUBLIC_URL ?? `http://localhost:${values.ALLCLEAR_PORT}`,
    logLevel: values.ALLCLEAR_LOG_LEVEL,
    organisation: values.ALLCLEAR_ORGANISATION,
    serviceName: values.ALLCLEAR_SERVICE_NAME,
    reportPhone: values.ALLCLEAR_REPORT_PHONE,
    reportEmail: values.ALLCLEAR_REPORT_EMAIL,
    reportUrl: values.ALLCLEAR_REPORT_URL,
    exportDir: values.ALLCLEAR_EXPORT_DIR,
    readingCadenceSeconds: values.ALLCLEAR_READING_CADENCE_SECONDS,
    callFeedStaleMinutes: values.ALLCLEAR_CALL_FEED_STALE_MINUTES,
    maxBodyMb: values.ALLCLEAR_MAX_BODY_MB,
    secondFactor: values.ALLCLEAR_SECOND_FACTOR,
    sessionIdleMinutes: values.ALLCLEAR_SESSION_IDLE_MINUTES,
    sessionHours: values.ALLCLEAR_SESSION_HOURS,
    proxyHops: values.ALLCLEAR_PROXY_HOPS,
    provider: providerOf(values),
    outboundAllow: values.ALLCLEAR_OUTBOUND_ALLOW,
    metricsToken: values.ALLCLEAR_METRICS_TOKEN,
    commsLeadEmail: values.ALLCLEAR_COMMS_LEAD_EMAIL,
    mail: mailOf(values),
    notify: notifyOf(values),
    webhook:
      values.ALLCLEAR_WEBHOOK_SECRET === undefined
        ? undefined
        : { secret: values.ALLCLEAR_WEBHOOK_SECRET, secretBefore: values.ALLCLEAR_WEBHOOK_SECRET_BEFORE },
    rehearsal: values.ALLCLEAR_REHEARSAL === 'yes',
    rehearsalAddresses: values.ALLCLEAR_REHEARSAL_ADDRESSES,
  };
}

function mailOf(values: Environment) {
  const url = values.ALLCLEAR_MAIL_URL;
  const from = values.ALLCLEAR_MAIL_FROM;
  if (url === undefined || from === undefined) return undefined;
  return { url, from, replyTo: values.ALLCLEAR_MAIL_REPLY_TO };
}

function notifyOf(values: Environment) {
  const apiKey = values.ALLCLEAR_NOTIFY_API_KEY;
  if (apiKey === undefined) return undefined;
  return {
    apiKey,
    url: values.ALLCLEAR_NOTIFY_URL,
    emailTemplate: values.ALLCLEAR_NOTIFY_EMAIL_TEMPLATE,
    smsTemplate: values.ALLCLEAR_NOTIFY_SMS_TEMPLATE,
    replyTo: values.ALLCLEAR_NOTIFY_REPLY_TO,
  };
}

function providerOf(values: Environment) {
  const issuer = values.ALLCLEAR_OIDC_ISSUER;
  const clientId = values.ALLCLEAR_OIDC_CLIENT_ID;
  const clientSecret = values.ALLCLEAR_OIDC_CLIENT_SECRET;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret,
    name: values.ALLCLEAR_OIDC_NAME,
    scopes: values.ALLCLEAR_OIDC_SCOPES,
    groupClaim: values.ALLCLEAR_OIDC_GROUP_CLAIM,
    groupRoles: values.ALLCLEAR_OIDC_GROUP_ROLES ?? new Map(),
    trustedEmailClaim: values.ALLCLEAR_OIDC_TRUSTED_EMAIL_CLAIM,
    secondFactor: values.ALLCLEAR_OIDC_SECOND_FACTOR,
  };
}
