import { z } from 'zod';
import { instant, recordEvent, slugText, text } from '#incidents';
import type { Context } from '#platform/context';
import { changeMigration, siteOf } from './change.ts';
import type { Contact } from './model.ts';
import { mayContact } from './policy.ts';
import { insertContact } from './store.ts';

export const contactInput = z.strictObject({
  incident: slugText,
  site: text(60),
  channel: text(40).describe("'phone', 'email', 'visit'"),
  by: text(120).optional().describe('Who made the contact; the actor when absent'),
  summary: text(2000),
  answered: z.boolean().describe('Whether somebody at the site answered'),
  at: instant.optional(),
});

/** Records that a site was contacted about the incident, answered or not. Returns the entry. */
export const recordContact = (context: Context, input: z.input<typeof contactInput>): Promise<Contact> =>
  changeMigration(
    context,
    { name: 'contact.record', rule: mayContact },
    contactInput,
    input,
    async (scene) => {
      const { tx, incident, parsed, at } = scene;
      const site = await siteOf(tx, parsed.site);
      const { channel, summary, answered } = parsed;
      const entry = { siteId: site.id, at, channel, by: parsed.by ?? tx.actor.name, summary, answered };
      const id = await insertContact(tx, { incidentId: incident.id, ...entry });
      const outcome = answered ? 'contacted' : 'contacted without an answer';
      await recordEvent(tx, incident.id, {
        type: 'contact.recorded',
        at,
        text: `${site.code} ${outcome} by ${channel}: ${summary}`,
        data: { site: site.code, channel, answered },
      });
      return { id, siteCode: site.code, ...entry };
    },
  );
