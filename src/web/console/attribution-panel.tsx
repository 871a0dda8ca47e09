import type { Child, FC } from 'hono/jsx';
import { latestLook, type StoredResult } from '#attribution';
import { type Incident, type Measure, measures, type Suggestion, suggestions } from '#incidents';
import type { Context } from '#platform/context';
import { Details, Tag } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import { type Linker, shown } from './links.ts';
import { Actions, at, counted, Section } from './parts.tsx';

/** What failing sites share, for the screen of an incident: the latest answer, and what it suggests as factors. */
export async function attributionPanel({ db }: Context, incident: Incident, link: Linker): Promise<Child> {
  // A candidate has no period of its own yet: the standing look speaks of the same days.
  const latest = (await latestLook(db, incident.id)) ?? (await latestLook(db, null));
  const shown = {
    suggestions: await suggestions(db, incident.id),
    measures: await measures(db, incident.id),
  };
  return <AttributionPanel latest={latest} link={link} {...shown} />;
}

interface PanelOptions {
  latest: StoredResult | undefined;
  suggestions: readonly Suggestion[];
  measures: readonly Measure[];
  link: Linker;
}

export const AttributionPanel: FC<PanelOptions> = ({ latest, suggestions: all, measures: done, link }) => {
  const open = all.filter(({ decision }) => decision === null);
  const decided = all.filter(({ decision }) => decision !== null);
  return (
    <Section id="shared" heading="What failing sites share">
      {latest ? (
        <>
          <p>{latest.result.sentence}</p>
          <p class="allclear-small">
            As of {at(latest.to)}, from {at(latest.from)} on. An association is not a cause.
          </p>
          <Actions
            actions={[
              { text: 'Figures and pictures', href: consolePaths.attribution(latest.reference) },
              { text: 'Earlier answers', href: consolePaths.attributions },
            ]}
          />
        </>
      ) : (
        <p>Nothing has been looked at yet. Allclear looks by itself when a site fails.</p>
      )}
      {open.map((suggestion) => (
        <OpenSuggestion suggestion={suggestion} link={link} />
      ))}
      {decided.length === 0 ? null : (
        <Details summary={`${counted(decided.length, 'suggestion')} decided`}>
          <ul class="nhsuk-list nhsuk-list--bullet">
            {decided.map((suggestion) => (
              <DecidedSuggestion suggestion={suggestion} link={link} />
            ))}
          </ul>
        </Details>
      )}
      <Changes measures={done} />
    </Section>
  );
};

/** Whether failures changed when measures began, by like hours, beside the plain figures of their promises. */
const Changes: FC<{ measures: readonly Measure[] }> = ({ measures: all }) => {
  const changed = all.flatMap(({ title, outcome }) =>
    outcome?.change ? [{ title, ...outcome.change }] : [],
  );
  if (changed.length === 0) return null;
  return (
    <Details summary="Did failures change when a measure began?">
      <p>
        The same hours of the week are compared with themselves. Two measures of one week share the credit.
      </p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {changed.map(({ title, sentence, asOf, againstOthers, strata }) => (
          <li>
            <strong>{title}</strong>: {sentence} {againstOthers ? `${againstWords(againstOthers)} ` : ''}
            By {strata}. As of {at(asOf)}.
          </li>
        ))}
      </ul>
    </Details>
  );
};

const againstWords = ({ value, low, high }: { value: number; low: number; high: number }): string => {
  const digits = (each: number): string => String(Number(each.toPrecision(2)));
  return `Against all other sites that is ${digits(value)} times (${digits(low)} to ${digits(high)}).`;
};

const OpenSuggestion: FC<{ suggestion: Suggestion; link: Linker }> = ({ suggestion, link }) => {
  const { key, title, statement, evidenceFor, evidenceAgainst, settledBy, first, latest } = suggestion;
  return (
    <>
      <h3 class="nhsuk-heading-s">
        {title} <Holds suggestion={suggestion} />
      </h3>
      <p>{statement}</p>
      {suggestion.returnedBecause ? <p>{suggestion.returnedBecause}</p> : null}
      <List heading="Also for it" items={evidenceFor.filter((text) => text !== statement)} />
      <List heading="Against it" items={evidenceAgainst} />
      <p>What would settle it: {settledBy}</p>
      <p class="allclear-small">
        First said at {at(first.at)} (<a href={consolePaths.attribution(first.reference)}>the answer then</a>
        ), last at {at(latest.at)}.
      </p>
      <Actions
        actions={shown(
          link('suggestion.accept', 'Accept as a factor', { key }, title),
          link('suggestion.reject', 'Reject', { key }, title),
        )}
      />
    </>
  );
};

const Holds: FC<{ suggestion: Suggestion }> = ({ suggestion: { lapsedAt, returnedBecause } }) => {
  if (lapsedAt) return <Tag text="No longer holds" colour="grey" />;
  return <Tag text={returnedBecause ? 'Suggested again' : 'Suggested'} colour="blue" />;
};

const List: FC<{ heading: string; items: readonly string[] }> = ({ heading, items }) =>
  items.length === 0 ? null : (
    <>
      <p>
        <strong>{heading}</strong>
      </p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    </>
  );

const DecidedSuggestion: FC<{ suggestion: Suggestion; link: Linker }> = ({ suggestion, link }) => {
  const { key, title, decision, lapsedAt } = suggestion;
  if (!decision) return null;
  const accepted = decision.decision === 'accepted';
  return (
    <li>
      <strong>{title}</strong>: {decision.decision} by {decision.by} at {at(decision.at)}. {decision.reason}
      {accepted ? ` It is evidence for the factor ${decision.factorKey}.` : ''}
      {lapsedAt ? ` The data no longer say it since ${at(lapsedAt)}.` : ''}
      {accepted ? null : (
        <Actions actions={shown(link('suggestion.accept', 'Accept it after all', { key }, title))} />
      )}
    </li>
  );
};
