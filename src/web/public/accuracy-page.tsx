import type { FC } from 'hono/jsx';
import { formatDateTime, formatDay } from '#platform/clock';
import type { Fault } from '#platform/errors';
import type { AccuracyPage } from '#review';
import {
  Button,
  Details,
  ErrorMessage,
  ErrorSummary,
  Input,
  InsetText,
  SummaryList,
} from '../components/index.ts';
import { Column, publicPage, type View } from './layout.tsx';
import { ReportProblem } from './parts.tsx';

/** What somebody typed, to be shown again with what is wrong. */
export interface AnswerForm {
  verdict: string;
  corrections: string;
  saidBy: string;
}

interface Shown {
  page: AccuracyPage;
  form: AnswerForm;
  faults: readonly Fault[];
}

const kinds: Readonly<Record<string, string>> = {
  outage: 'no connection',
  unstable: 'unstable connection',
  'told by practice': 'as you told us',
};

/** The two-minute page on which a practice checks the facts about itself. No account, no scripts. */
export function checkPage(view: View, { page, form, faults }: Shown): string {
  const failed = faults.length > 0;
  return publicPage(view, {
    path: '/check',
    title: `${failed ? 'Error: ' : ''}Check the facts about your practice`,
    description: 'Check what our review says about your practice.',
    noIndex: true,
    trail: [],
    children: (
      <Column>
        {failed ? (
          <ErrorSummary
            errors={faults.map(({ field, reason }) => ({
              text: reason,
              ...(field ? { href: `#${field}` } : {}),
            }))}
          />
        ) : null}
        <h1>Check the facts about {page.facts.name}</h1>
        {page.answered && !failed ? <Answered answered={page.answered} /> : null}
        <p>
          We are reviewing what happened. Before anything is published, please check what our records say
          about your practice ({page.facts.odsCode}). It takes two minutes. You can answer until the end of{' '}
          {formatDay(new Date(page.expiresAt.getTime() - 1))}.
        </p>
        <Facts page={page} />
        <Form form={form} faults={faults} again={page.answered !== null} />
      </Column>
    ),
  });
}

const Answered: FC<{ answered: NonNullable<AccuracyPage['answered']> }> = ({ answered }) => (
  <InsetText>
    <p>
      <strong>We have your answer.</strong>{' '}
      {answered.verdict === 'agree'
        ? 'You said that this is right.'
        : `You asked us to correct this: ${answered.corrections}`}
    </p>
    <p>
      Given by {answered.saidBy} at {formatDateTime(answered.at)}. You can change it below.
    </p>
  </InsetText>
);

const Facts: FC<{ page: AccuracyPage }> = ({ page: { facts, sentences, sentAt } }) => (
  <>
    <h2>What our records say</h2>
    <ul class="nhsuk-list nhsuk-list--bullet">
      {sentences.map((sentence) => (
        <li>{sentence}</li>
      ))}
    </ul>
    {facts.periods.length === 0 ? null : (
      <Details summary="Show each time your connection failed">
        <ul class="nhsuk-list nhsuk-list--bullet">
          {facts.periods.map((period) => (
            <li>
              {formatDateTime(new Date(period.from))} to{' '}
              {period.to ? formatDateTime(new Date(period.to)) : 'the time of writing'}:{' '}
              {kinds[period.kind] ?? period.kind}
              {facts.sites.length > 1 ? ` (${period.site})` : ''}
            </li>
          ))}
        </ul>
      </Details>
    )}
    {facts.calls.length === 0 ? null : (
      <Details summary="Show your calls">
        <SummaryList
          rows={facts.calls.map(({ reference, at }) => ({
            key: reference,
            value: formatDateTime(new Date(at)),
          }))}
        />
      </Details>
    )}
    <p>Written at {formatDateTime(sentAt)}.</p>
  </>
);

const reasonFor = (faults: readonly Fault[], name: string): string | undefined =>
  faults.find(({ field }) => field === name)?.reason;

const Form: FC<{ form: AnswerForm; faults: readonly Fault[]; again: boolean }> = ({
  form,
  faults,
  again,
}) => {
  const verdict = reasonFor(faults, 'verdict');
  const corrections = reasonFor(faults, 'corrections');
  return (
    <form method="post" class="allclear-answer" novalidate>
      <h2>Your answer</h2>
      <fieldset aria-describedby={verdict ? 'verdict-error' : undefined}>
        <legend>Is this right?</legend>
        {verdict ? <ErrorMessage id="verdict-error" text={verdict} /> : null}
        <p>
          <input type="radio" id="verdict" name="verdict" value="agree" checked={form.verdict === 'agree'} />
          <label for="verdict">Yes, this is right</label>
        </p>
        <p>
          <input
            type="radio"
            id="verdict-correct"
            name="verdict"
            value="correct"
            checked={form.verdict === 'correct'}
          />
          <label for="verdict-correct">No, please correct it</label>
        </p>
      </fieldset>
      <div class={corrections ? 'nhsuk-form-group nhsuk-form-group--error' : 'nhsuk-form-group'}>
        <label class="nhsuk-label" for="corrections">
          What is not right? (if anything)
        </label>
        <div class="nhsuk-hint" id="corrections-hint">
          Do not write anything about patients.
        </div>
        {corrections ? <ErrorMessage id="corrections-error" text={corrections} /> : null}
        <textarea
          id="corrections"
          name="corrections"
          rows={5}
          aria-describedby={corrections ? 'corrections-hint corrections-error' : 'corrections-hint'}
        >
          {form.corrections}
        </textarea>
      </div>
      <Input
        id="saidBy"
        name="saidBy"
        label="Your name and what you do"
        value={form.saidBy}
        errorMessage={reasonFor(faults, 'saidBy')}
      />
      <Button text={again ? 'Send this answer instead' : 'Send your answer'} />
    </form>
  );
};

/** The same for a link that never was, was replaced, or has expired: it tells nothing. */
export const noCheckPage = (view: View): string =>
  publicPage(view, {
    path: '/check',
    title: 'This link does not work',
    description: 'This link does not work, or no longer does.',
    noIndex: true,
    trail: [],
    children: (
      <Column>
        <h1>This link does not work</h1>
        <p>
          It may have expired, or been replaced by a newer one. Ask us for a new link, or tell us by
          telephone.
        </p>
        <ReportProblem report={view.bulletin.report} />
      </Column>
    ),
  });
