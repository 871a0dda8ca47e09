import type { Settings } from '#platform/config';
import type { BulletinOptions } from '#publishing';

/** What the public page needs to know of the settings. */
export function bulletinOptions(settings: Settings, demonstration: boolean): BulletinOptions {
  return {
    organisation: settings.organisation,
    serviceName: settings.serviceName,
    publicUrl: settings.publicUrl,
    demonstration,
    rehearsal: settings.rehearsal,
    staleSince: null,
    callFeedStaleMinutes: settings.callFeedStaleMinutes,
    report: {
      phone: settings.reportPhone ?? null,
      email: settings.reportEmail ?? null,
      url: settings.reportUrl ?? null,
    },
  };
}
