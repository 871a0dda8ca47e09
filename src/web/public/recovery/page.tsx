import type { FC } from 'hono/jsx';
import { formatDateTime, formatDay, joinWords } from '#platform/clock';
import type { Fault } from '#platform/errors';
import type { FormPage } from '#recovery';
import { Button, ErrorSummary, InsetText, SummaryList } from '../../components/index.ts';
import { Column, publicPage, type View } from '../layout.tsx';
import { ReportProblem } from '../parts.tsx';
import { earlierAnswers } from './earlier.ts';
import { AnswerFields } from './fields.tsx';
import type { TypedForm } from './typed.ts';

interface Shown {
  page: FormPage;
  typed: TypedForm;
  faults: readonly Fault[];
  /** Of this sending: pressed twice, it is stored once. */
  key: string;
  /** The script that keeps what is typed; the form works without it. */
  script: string;
  /** The answer was just stored. */
  sent: boolean;
  /** Counts days, for the script to forget what is a week old. */
  day: number;
}

/** The two-minute form on which a practice says how it is: no account, no patients, nothing about anybody else. */
export function recoveryPage(view: View, shown: Shown): string {
  const { page, faults, sent } = shown;
  const failed = faults.length > 0;
  return publicPage(view, {
    path: '/recovery',
    title: `${failed ? 'Error: ' : ''}How is your practice?`,
    description: 'Tell us how your practice recovers.',
    noIndex: true,
    trail: [],
    script: shown.script,
    children: (
      <Column>
        {failed ? <Problems faults={faults} /> : null}
        <h1>How is {page.practice.name}?</h1>
        {page.last && !failed ? <Last page={page} sent={sent} /> : null}
        {sent ? (
          <p data-sent="">
            Thank you. Come back to this address when something changes. It works until the end of{' '}
            {lastDay(page)}.
          </p>
        ) : (
          <>
            <p>
              About: {page.incident.title}. It takes two minutes. Only the first question and your name are
              needed. Leave out what you do not know. Do not write anything about patients.
            </p>
            <p hidden data-restored="">
              This browser kept what you typed here before. It is in the form again.
            </p>
            <Form {...shown} />
            <p>You can also ring the service desk and tell us:</p>
            <ReportProblem report={view.bulletin.report} />
          </>
        )}
      </Column>
    ),
  });
}

const lastDay = ({ expiresAt }: FormPage): string => formatDay(new Date(expiresAt.getTime() - 1));

const Problems: FC<{ faults: readonly Fault[] }> = ({ faults }) => (
  <ErrorSummary
    errors={faults.map(({ field, reason }) => ({
      text: reason,
      ...(field ? { href: `#${field.split('.')[0]}` } : {}),
    }))}
  />
);

/** What it said of the trouble itself, with the sites that it named. */
function notFixedText({ last, sites }: FormPage): string {
  if (last?.answer?.fixed !== 'no') return '';
  const named = last.answer.notFixedAt ?? [];
  const names = named.map((code) => sites.find((site) => site.code === code)?.name ?? code);
  const where = names.length > 0 ? joinWords(names) : 'your practice';
  return ` You told us that it is not fixed at ${where}. The service desk knows, and will be in touch.`;
}

const Last: FC<{ page: FormPage; sent: boolean }> = ({ page, sent }) => {
  const { last, conflict } = page;
  const earlier = last && !sent ? earlierAnswers(last) : [];
  return (
    <InsetText>
      <p>
        <strong>{sent ? 'We have your answer.' : 'We have an answer from you.'}</strong>{' '}
        {last?.at
          ? `At ${formatDateTime(last.at)} you said${last.channel === 'telephone' ? ', by telephone' : ''}: `
          : ''}
        {last?.state === 'recovered' ? 'we are back to normal.' : 'we are still recovering.'}
        {notFixedText(page)}
      </p>
      {conflict ? <p>{conflict.practice}</p> : null}
      {earlier.length > 0 ? <SummaryList rows={earlier} /> : null}
      {sent ? null : <p>You can tell us how it is now. Your new answer then counts.</p>}
    </InsetText>
  );
};

const Form: FC<Shown> = ({ page, typed, faults, key, sent, day }) => {
  const shared = { typed, faults };
  return (
    <form
      method="post"
      class="allclear-answer"
      novalidate
      data-day={day}
      data-keep={faults.length === 0 && !sent ? 'fresh' : 'typed'}
    >
      <input type="hidden" name="key" value={key} />
      <AnswerFields {...shared} sites={page.sites} calls={page.calls} speaker="Your name and what you do" />
      <Button text="Send" />
    </form>
  );
};

/** The same for a link that never was, was ended, or has expired: it tells nothing. */
export const noFormPage = (view: View): string =>
  publicPage(view, {
    path: '/recovery',
    title: 'This link does not work',
    description: 'This link does not work, or no longer does.',
    noIndex: true,
    trail: [],
    children: (
      <Column>
        <h1>This link does not work</h1>
        <p>It may have expired, or been ended. Ask us for a new link, or tell us by telephone.</p>
        <ReportProblem report={view.bulletin.report} />
      </Column>
    ),
  });
