import type { FC } from 'hono/jsx';
import type { RelatedIncident } from '#incidents';
import { Tag } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import { at, counted, Section } from './parts.tsx';

/** Other incidents with something in common, why, and what was to be done in them and was not. */
export const Related: FC<{ related: readonly RelatedIncident[]; empty?: string }> = ({
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
      </>
    ))}
  </Section>
);

const NotDone: FC<{ related: RelatedIncident }> = ({ related: { notDone, open } }) => {
  if (notDone.length === 0) return <p>Everything that was to be done there is done.</p>;
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
