import { z } from 'zod';
import { audit } from '../../audit/index.ts';
import { inTransaction } from '../../db/index.ts';
import { AllclearError } from '../../errors/index.ts';
import { type Base, inMinutes, parameters, type StaffSession } from './model.ts';
import { actorOf } from './sessions.ts';
import { findById } from './store.ts';
import {
  deleteKeptForm,
  findEndedSession,
  insertKeptForm,
  type KeptForm,
  selectKeptForms,
} from './store-kept-forms.ts';

const fieldsShape = z.record(z.string(), z.array(z.string()));

/** What a form sent: each field with its values. */
export type KeptFields = z.output<typeof fieldsShape>;

/**
 * Whose session a cookie was, when it has ended lately: idle, too old, or signed out in another window. Undefined for a
 * cookie that never was one, so a stranger's text is never kept.
 */
export const endedSession = (base: Base, secret: string): Promise<number | undefined> =>
  findEndedSession(base.db, secret, inMinutes(base.clock, -parameters.keptForms.sessionDays * 24 * 60));

/** Keeps a form that came after its session had ended, for whoever the session belonged to, and for nobody else. */
export async function keepForm(
  base: Base,
  staffId: number,
  form: { path: string; fields: KeptFields },
): Promise<void> {
  const staff = await findById(base.db, staffId);
  if (!staff) return;
  await inTransaction({ ...base, actor: actorOf(staff) }, async (tx) => {
    const expiresAt = inMinutes(tx.clock, parameters.keptForms.hours * 60);
    const { most } = parameters.keptForms;
    await insertKeptForm(tx.db, { ...form, staffId, now: tx.clock.now(), expiresAt, most });
    await audit(tx, { verb: 'staff.form-kept', subject: `staff:${staffId}`, data: { path: form.path } });
  });
}

/** What was kept for this person, latest first. */
export const keptForms = (base: Base, { staff }: StaffSession): Promise<KeptForm[]> =>
  selectKeptForms(base.db, staff.id, base.clock.now());

/** Drops a form: it was sent after all, or is not wanted. Of somebody else's it knows nothing. */
export async function dropKeptForm(base: Base, { staff }: StaffSession, id: string): Promise<void> {
  const number = Number(id);
  if (!Number.isSafeInteger(number) || !(await deleteKeptForm(base.db, staff.id, number)))
    throw new AllclearError('not-found', 'Nothing is kept under this number.');
}
