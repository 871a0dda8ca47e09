import { addWorkingDays, fromLondon, londonDate } from '#platform/clock';
import { type PracticeRecovery, recoveryParameters } from '../model.ts';

/** Reminders go out when people are at work. */
const hour = 9;

/**
 * When a practice is reminded next: some working days after it was asked, reminded or heard, at 9am London time. Null when nothing more
 * is sent by itself: it is back to normal, the stated number went without an answer, or it would be after the end.
 */
export function nextReminder(of: {
  state: PracticeRecovery;
  /** In a row, without an answer. */
  reminders: number;
  from: Date;
  closesAt: Date;
}): Date | null {
  const { mostReminders, silentEveryDays, recoveringEveryDays } = recoveryParameters;
  if (of.state === 'recovered' || of.reminders >= mostReminders) return null;
  const wait = of.state === 'not replied' ? silentEveryDays : recoveringEveryDays;
  const [year = 0, month = 0, day = 0] = addWorkingDays(londonDate(of.from), wait).split('-').map(Number);
  const next = fromLondon({ year, month, day, hour, minute: 0 });
  return next < of.closesAt ? next : null;
}
