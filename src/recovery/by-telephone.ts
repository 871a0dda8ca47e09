import { findPractice } from '#estate';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import { notFound } from '#platform/errors';
import { type FormFacts, formFacts } from './form-facts.ts';
import { mayReport } from './policy.ts';
import { recoveringIncident } from './scene.ts';

/** What somebody of the staff needs to ask a practice on the telephone what its form asks. No link is in it. */
export interface TelephonePage extends FormFacts {
  incident: { slug: string; title: string };
  /** Its number, as ODS has it. */
  phone: string | null;
}

/** Throws `not-found` for an incident or a practice that is not known. The answer goes to `recovery.report`. */
export async function telephonePage(
  context: Context,
  of: { incident: string; practice: string },
): Promise<TelephonePage> {
  authorise(context.actor, mayReport);
  const { id, slug, title } = await recoveringIncident(context.db, of.incident);
  const practice = await findPractice(context.db, of.practice.trim().toUpperCase());
  if (!practice) throw notFound('practice', of.practice);
  return {
    ...(await formFacts(context.db, id, practice)),
    incident: { slug, title },
    phone: practice.phone,
  };
}
