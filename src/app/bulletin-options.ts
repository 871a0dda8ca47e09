import type { Settings } from '#platform/config';
import type { Db } from '#platform/db';
import type { BulletinOptions } from '#publishing';
import { feedStaleMinutes } from '#servicedesk';
import { organisationInForce } from '#settings';

/** What the public page needs to know of how this installation is set up, by its environment and in the console. */
export async function bulletinOptions(
  db: Db,
  settings: Settings,
  demonstration: boolean,
): Promise<BulletinOptions> {
  const named = await organisationInForce(db, settings);
  return {
    organisation: named.organisation,
    serviceName: named.serviceName,
    publicUrl: settings.publicUrl,
    demonstration,
    rehearsal: settings.rehearsal,
    staleSince: null,
    callFeedStaleMinutes: await feedStaleMinutes(db, settings.callFeedStaleMinutes),
    report: {
      phone: named.reportPhone ?? null,
      email: named.reportEmail ?? null,
      url: named.reportUrl ?? null,
    },
  };
}
