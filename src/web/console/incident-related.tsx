import type { FC } from 'hono/jsx';
import type { RelatedIncident } from '#incidents';
import { isUnsettled, type TrackedAction } from '#review';
import { Tag } from '../components/index.ts';
import { ask, may } from './ask.ts';
import { type ConsoleRequest, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { at, counted, Section } from './parts.tsx';
import { day } from './review-parts.tsx';

/** A related incident with the actions of its review that are not done, or not shown to work. */
export interface RelatedWithActions extends RelatedIncident {
  unsettled: TrackedAction[];
}

/** What `incident.related` finds, joined with the actions of those incidents' reviews. */
export async function askRelated(
  request: ConsoleRequest,
  options: ConsoleOptions,
  subject: Record<string, unknown>,
): Promise<RelatedWithActions[]> {
  const related = await ask<RelatedIncident[]>(request, options, 'incident.related', subject);
  if (related.length === 0) return [];
  const actions = may(request, options, 'action.list')
    ? await ask<TrackedAction[]>(request, options, 'action.list')
    : [];
  const unsettled = Map.groupBy(actions.filter(isUnsettled), ({ incident }) => incident.slug);
  return related.map((one) => ({ ...one, unsettled: unsettled.get(one.slug) ?? [] }));
}

/** Other incidents with something in common, why, and what was to be done in them and was not. */
export const Related: FC<{ related: readonly RelatedWithActions[]; empty?: string }> = ({
  related,
  empty = 'No other incident has enough in common with this one.',
}) => (
  <Section id="related" heading="Related and earlier incidents">
    {related.length === 0 ? <p>{empty}</p> : null}
    {related.map((one) => (
      <>
        <h3 class="nhsuk-heading-s">
          <a href={consolePaths.incident(one.slug)}>{one.title}</a>{' '}
          {one.open ? <Tag text="Open" colour="orange" /> : <Tag text="Closed" colour="grey" />}
        </h3>
        <p class="allclear-small">
          {one.reference}, from {at(one.startedAt)}
          {one.endedAt ? ` to ${at(one.endedAt)}` : ''}
        </p>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {one.reasons.map(({ text, points }) => (
            <li>
              {text} ({counted(points, 'point')})
            </li>
          ))}
        </ul>
        <NotDone related={one} />
        <Unsettled actions={one.unsettled} />
      </>
    ))}
  </Section>
);

const NotDone: FC<{ related: RelatedWithActions }> = ({ related: { notDone, open, unsettled } }) => {
  if (notDone.length === 0)
    return unsettled.length === 0 ? <p>Everything that was to be done there is done.</p> : null;
  return (
    <>
      <p>
        <strong>
          {open ? 'Still to be done there' : 'Never done'}: {counted(notDone.length, 'action')}
        </strong>
      </p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {notDone.map(({ text, owner, due }) => (
          <li>
            {text}
            {owner === null ? '' : ` (${owner})`}
            {due === null ? '' : `, due ${at(due)}`}
          </li>
        ))}
      </ul>
    </>
  );
};

const Unsettled: FC<{ actions: readonly TrackedAction[] }> = ({ actions }) =>
  actions.length === 0 ? null : (
    <>
      <p>
        <strong>From its review, not shown to work: {counted(actions.length, 'action')}</strong>
      </p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {actions.map(({ reference, statement, status, owner, dueOn }) => (
          <li>
            {statement} ({reference}, {status}, {owner}, due {day(dueOn)})
          </li>
        ))}
      </ul>
    </>
  );
