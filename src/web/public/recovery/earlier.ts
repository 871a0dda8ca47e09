import { formatDate, formatNumber, joinWords, parseLondon } from '#platform/clock';
import { backlogKinds, type RecoveryReport } from '#recovery';
import type { SummaryRow } from '../../components/index.ts';
import { backlogLabels, capital } from './fields.tsx';

/** What the latest answer held, kind by kind. Not the words in it: whoever else gets the link need not read them. */
export function earlierAnswers({ answer }: RecoveryReport): SummaryRow[] {
  if (!answer) return [];
  const { notWorking, telephones, onlineConsultations, backlog, staffHours, expectedNormalOn } = answer;
  const expected = expectedNormalOn === null ? undefined : parseLondon(expectedNormalOn);
  const broken = notWorking?.length === 0 ? 'Nothing: all of it works' : capital(joinWords(notWorking ?? []));
  const told: [string, string | null | undefined][] = [
    ['Fixed at your site', answer.fixed && capital(answer.fixed)],
    ['What does not work yet', notWorking && broken],
    ['Your telephones', telephones && capital(telephones)],
    ['Online consultations', onlineConsultations && capital(onlineConsultations)],
    ...backlogKinds.map((kind): [string, string | null] => {
      const count = backlog[kind];
      return [backlogLabels[kind], count === null ? null : formatNumber(count)];
    }),
    ['Back to normal, you expect', expected && formatDate(expected)],
    ['Hours of staff time', staffHours === null ? null : formatNumber(staffHours, { decimals: 1 })],
  ];
  return told.flatMap(([key, value]) => (value ? [{ key, value }] : []));
}
