import type { FC } from 'hono/jsx';
import { formatNumber } from '#platform/clock';
import type { PracticeLine } from '#publishing';
import { Details } from '../../components/index.ts';
import { paths } from '../paths.ts';
import { counted, groupPractices, type PracticeGroup } from '../words.ts';

/** A group this long is opened by the reader; what needs attention is never hidden. */
const longGroup = 24;

const Names: FC<{ practices: readonly PracticeLine[] }> = ({ practices }) => (
  <ul class="nhsuk-list allclear-columns">
    {practices.map(({ odsCode, name, town }) => (
      <li>
        <a href={paths.practice(odsCode)}>{name}</a>, {town}
      </li>
    ))}
  </ul>
);

const Group: FC<{ group: PracticeGroup }> = ({ group: { state, heading, practices } }) => (
  <>
    <h3 class={`allclear-state--${state}`}>
      {heading} ({formatNumber(practices.length)})
    </h3>
    {state === 'up' && practices.length > longGroup ? (
      <Details summary={`Show ${counted(practices.length, 'practice')}: ${heading.toLowerCase()}`}>
        <Names practices={practices} />
      </Details>
    ) : (
      <Names practices={practices} />
    )}
  </>
);

/** Every practice, grouped by its state, the worst first. */
export const Practices: FC<{ practices: readonly PracticeLine[] }> = ({ practices }) => (
  <>
    <h2 id="practices">All practices</h2>
    {practices.length === 0 ? <p>No practice is known to be affected.</p> : null}
    {groupPractices(practices).map((group) => (
      <Group group={group} />
    ))}
  </>
);
