import type { PracticeGroup } from '#publishing';
import { incidentsOf, type Scope } from './formats/scope.ts';
import { Column, publicPage, type View } from './layout.tsx';
import { FollowLinks } from './parts.tsx';
import { paths } from './paths.ts';
import { PracticeLinks } from './practices.tsx';
import { counted } from './words.ts';

/** Every group of practices that has feeds of its own. */
export function groupsPage(view: View, groups: readonly PracticeGroup[]): string {
  const named = groups.filter((group) => group.kind === 'named');
  const areas = groups.filter((group) => group.kind === 'area');
  const link = ({ slug, name, practices }: PracticeGroup) => (
    <>
      <a href={paths.group(slug)}>{name}</a>: {counted(practices.length, 'practice')}
    </>
  );
  return publicPage(view, {
    path: paths.groups,
    title: 'Areas and groups',
    description: 'Areas, towns and groups of practices, each with feeds of its own.',
    trail: [],
    children: (
      <Column>
        <h1>Areas and groups</h1>
        <p>Each area, town and group has a page, and feeds of its own.</p>
        {named.length === 0 ? null : (
          <>
            <h2>Groups</h2>
            <ul class="nhsuk-list nhsuk-list--bullet">
              {named.map((group) => (
                <li>{link(group)}</li>
              ))}
            </ul>
          </>
        )}
        <h2>Areas</h2>
        {areas.length === 0 ? <p>There are no practices yet.</p> : null}
        {areas.map((area) => (
          <>
            <h3>{link(area)}</h3>
            <ul class="nhsuk-list allclear-columns">
              {groups
                .filter((group) => group.parent === area.slug)
                .map((town) => (
                  <li>{link(town)}</li>
                ))}
            </ul>
          </>
        ))}
      </Column>
    ),
  });
}

/** The page of one group: its practices as they are now, the incidents that concern them, and its feeds. */
export function groupPage(view: View, group: PracticeGroup, scope: Scope): string {
  const incidents = incidentsOf({ ...view.bulletin, past: [] }, scope);
  return publicPage(view, {
    path: paths.group(group.slug),
    title: group.name,
    description: `Practices in ${group.name}, and the issues that concern them.`,
    trail: [{ text: 'Areas and groups', href: paths.groups }],
    feed: { href: scope.at('feed.atom'), title: `Updates: ${group.name}` },
    children: (
      <>
        <Column>
          <h1>{group.name}</h1>
          <h2>Current issues</h2>
          {incidents.length === 0 ? <p>We know of no current issue that concerns these practices.</p> : null}
          <ul class="nhsuk-list nhsuk-list--bullet">
            {incidents.map(({ slug, title, label }) => (
              <li>
                <a href={paths.incident(slug)}>{title}</a>: {label.text.toLowerCase()}
              </li>
            ))}
          </ul>
          <h2>Follow this group</h2>
          <FollowLinks
            page={scope.page}
            subscribe={`${group.kind === 'named' ? 'group' : 'area'}=${group.slug}`}
          />
        </Column>
        <h2>Practices</h2>
        <PracticeLinks practices={group.practices} />
      </>
    ),
  });
}
