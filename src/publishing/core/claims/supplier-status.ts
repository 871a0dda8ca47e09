import { z } from 'zod';
import { defineClaim, refuse } from '../claim.ts';
import { momentText } from '../window.ts';

const parameters = z.strictObject({ feed: z.string().min(1) });
const value = z.object({ name: z.string(), said: z.string() });

export const supplierStatus = defineClaim({
  key: 'supplier.status',
  summary: 'What a supplier says on its own status page, in its words',
  sentence: 'On their own page, {{claim supplier.status feed="acme-networks"}}.',
  example: 'Acme Networks says “Partial System Outage” (as we read it at 9:40am on Wednesday 29 April)',
  formula:
    "The status sentence of the supplier's feed, or the title of its newest entry when the feed has no status, as last read. `feed` is the key under which the feed was added. It is their word: nothing of it is measured by us.",
  holdsWhile: 'the supplier says the same.',
  parameters,
  value,
  needs: ['suppliers'],
  evaluate({ suppliers }, { feed }, saying) {
    const supplier = suppliers.find((each) => each.key === feed);
    if (!supplier) return refuse(`There is no supplier's feed called ${feed}, or it has not been read yet.`);
    const said = supplier.statement ?? supplier.items[0]?.title ?? null;
    if (said === null) return refuse(`${supplier.name} says nothing on its page.`);
    const shown = { name: supplier.name, said };
    const readAt = momentText(supplier.readAt);
    const ageMs = saying.now.getTime() - supplier.readAt.getTime();
    if (ageMs > supplier.staleAfterMinutes * 60_000) {
      return refuse(
        `The feed of ${supplier.name} was last read at ${readAt}. What it says now is not known.`,
      );
    }
    const saidAt = supplier.saidAt ? ` By its own clock it said so at ${momentText(supplier.saidAt)}.` : '';
    return {
      ok: true,
      value: shown,
      text: `${supplier.name} says “${said}” (as we read it at ${readAt})`,
      evidence: {
        text: `Read at ${readAt} in the supplier's own feed, whose page is ${supplier.url}.${saidAt}`,
        counts: { items: supplier.items.length },
        exclusions: ['We have not checked whether it is so.'],
      },
    };
  },
  holds: (said, shown) => said.said === shown.said,
  nowText: ({ name, said }) => `${name} says “${said}”`,
});
