import type { FC } from 'hono/jsx';
import type { PracticeLine } from '#publishing';
import { Column, publicPage, type View } from './layout.tsx';
import { PracticeSearch } from './parts.tsx';
import { paths } from './paths.ts';
import { stateWords } from './words.ts';

/** Practices by name, each with its state in words. */
export const PracticeLinks: FC<{ practices: readonly PracticeLine[] }> = ({ practices }) => (
  <ul class="nhsuk-list allclear-columns">
    {practices.map(({ odsCode, name, town, state }) => (
      <li>
        <a href={paths.practice(odsCode)}>{name}</a>, {town}: {stateWords[state].toLowerCase()}
      </li>
    ))}
  </ul>
);

/** Practices under the first letter of their name; what begins with no letter is under "0 to 9". */
export function byInitial<P extends { name: string }>(practices: readonly P[]): [string, P[]][] {
  const groups = new Map<string, P[]>();
  const sorted = [...practices].sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
  for (const practice of sorted) {
    const first = practice.name.trim().charAt(0).toUpperCase();
    const initial = /[A-Z]/.test(first) ? first : '0 to 9';
    groups.set(initial, [...(groups.get(initial) ?? []), practice]);
  }
  return [...groups];
}

const anchor = (initial: string): string => `initial-${initial.charAt(0).toLowerCase()}`;

const Initials: FC<{ initials: readonly string[] }> = ({ initials }) => (
  <nav class="nhsuk-u-margin-bottom-4" aria-label="Initials of practices">
    <ul class="nhsuk-list allclear-initials">
      {initials.map((initial) => (
        <li>
          <a href={`#${anchor(initial)}`}>{initial}</a>
        </li>
      ))}
    </ul>
  </nav>
);

/** "Check your practice": the search form, and every practice from A to Z. */
export function practicesPage(view: View): string {
  const { practices, organisation } = view.bulletin;
  const groups = byInitial(practices);
  return publicPage(view, {
    path: paths.practices,
    title: 'Check your practice',
    description: `Find out whether an incident affects your practice, from ${organisation.name}.`,
    trail: [],
    children: (
      <>
        <Column>
          <h1>Check your practice</h1>
          <PracticeSearch />
        </Column>
        <h2>All practices, A to Z</h2>
        <Initials initials={groups.map(([initial]) => initial)} />
        {groups.map(([initial, group]) => (
          <>
            <h3 id={anchor(initial)}>{initial}</h3>
            <PracticeLinks practices={group} />
          </>
        ))}
      </>
    ),
  });
}
