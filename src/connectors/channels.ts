import { join } from 'node:path';
import { type ChannelName, type Channels, channelNames, type Parcel } from '#messages';
import type { Clock } from '#platform/clock';
import type { Settings } from '#platform/config';
import { createOutbound, type Outbound } from '#platform/http';
import { createFileSink } from './file/file.ts';
import { createMail } from './mail/mail.ts';
import { createNotify } from './notify/notify.ts';
import { guardChannels } from './rehearsal.ts';
import { createTeams } from './teams/teams.ts';
import { createWebhook } from './webhook/webhook.ts';

export interface ChannelTools {
  /** The way out to addresses that people typed. */
  outbound: Outbound;
  /** The machine's. */
  clock: Clock;
  statuspageBody(parcel: Parcel): Promise<object | undefined>;
  /** From which id the secret of a recipient's webhook follows. */
  secretIdOf(recipientId: string): Promise<string>;
}

/** Every channel that the settings set up. In a rehearsal all of them are behind its guard. */
export function createChannels(settings: Settings, tools: ChannelTools): Channels {
  const rehearsal = {
    allowed: settings.rehearsalAddresses,
    sink: createFileSink(join(settings.dataDir, 'rehearsal')),
  };
  return guardChannels(realChannels(settings, tools), settings.rehearsal ? rehearsal : undefined);
}

/**
 * By which channels people can be reached, as the settings are: those of `createChannels`. In a rehearsal it is all of them, since
 * what cannot be sent goes to a file.
 */
export function channelsSetUp(settings: Settings): ChannelName[] {
  const { mail, notify, webhook, rehearsal } = settings;
  const isSetUp: Readonly<Record<ChannelName, boolean>> = {
    email: mail !== undefined || notify?.emailTemplate !== undefined,
    sms: notify?.smsTemplate !== undefined,
    webhook: webhook !== undefined,
    teams: true,
  };
  return channelNames.filter((name) => rehearsal || isSetUp[name]);
}

function realChannels(
  settings: Settings,
  { outbound, clock, statuspageBody, secretIdOf }: ChannelTools,
): Channels {
  const { mail, webhook, organisation } = settings;
  const notify = (kind: 'email' | 'sms') => {
    const template = kind === 'email' ? settings.notify?.emailTemplate : settings.notify?.smsTemplate;
    if (!settings.notify || template === undefined) return undefined;
    const { apiKey, url, replyTo } = settings.notify;
    // An operator chose this address; a stand-in for Notify may be on a private network.
    const trusted = createOutbound({
      trustedHosts: [new URL(url).hostname],
      alsoAllowed: settings.outboundAllow,
    });
    return createNotify(kind, { apiKey, url, replyTo, template, outbound: trusted, clock });
  };
  const email = mail ? createMail({ ...mail, organisation }) : notify('email');
  const sms = notify('sms');
  return {
    ...(email ? { email } : {}),
    ...(sms ? { sms } : {}),
    ...(webhook
      ? { webhook: createWebhook({ ...webhook, outbound, clock, statuspageBody, secretIdOf }) }
      : {}),
    teams: createTeams({ outbound }),
  };
}
