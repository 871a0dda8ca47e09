import {
  type Bulletin,
  groupsOf,
  type PracticeBulletin,
  type PracticeGroup,
  type PublicState,
} from '#publishing';
import { counted, staleWords } from '../../words.ts';
import { stableId } from './ids.ts';
import type { ComponentShape, ComponentStatus, Indicator, StatusShape } from './shapes.ts';

/** A component with the practices that stand behind it. */
export interface Component {
  shape: ComponentShape;
  /** `Canterbury area (CT) - Whitstable`, as Statuspage names a member of a group where it stands alone. */
  fullName: string;
  practices: readonly PracticeBulletin[];
}

export interface PageParts {
  pageId: string;
  components: Component[];
}

/** The identifier of the page follows from its address. */
export const pageIdOf = (bulletin: Bulletin): string =>
  stableId('page', new URL(bulletin.publicUrl).hostname);

interface Counts {
  down: number;
  degraded: number;
  known: number;
  total: number;
}

function count(practices: readonly PracticeBulletin[]): Counts {
  const of = (state: PublicState): number => practices.filter((each) => each.state === state).length;
  return {
    down: of('down'),
    degraded: of('degraded'),
    known: practices.length - of('unknown'),
    total: practices.length,
  };
}

/**
 * A status for some practices. Statuspage has no word for "unknown". A component about which nothing is known must not be
 * called operational, so it is shown as degraded and its description says why.
 */
export function statusOf(practices: readonly PracticeBulletin[], inMaintenance = false): ComponentStatus {
  const { down, degraded, known } = count(practices);
  if (known > 0 && down * 2 >= known && down > 0) return 'major_outage';
  if (down > 0) return 'partial_outage';
  if (inMaintenance) return 'under_maintenance';
  return degraded > 0 || known === 0 ? 'degraded_performance' : 'operational';
}

function describe(practices: readonly PracticeBulletin[]): string {
  const { down, degraded, known, total } = count(practices);
  const unknown = total - known;
  const parts = [
    ...(down > 0 ? [`${down} not connected`] : []),
    ...(degraded > 0 ? [`${degraded} slow or unstable`] : []),
    ...(unknown > 0 ? [`${unknown} without recent data`] : []),
  ];
  return `${counted(total, 'practice')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`;
}

/**
 * The areas as groups of components and the towns in them as components; a group that practices are tagged with is a
 * component of its own, in no group.
 * @param busy codes of practices in which planned work goes on now.
 */
export function componentsOf(bulletin: Bulletin, busy: ReadonlySet<string>): PageParts {
  const pageId = pageIdOf(bulletin);
  const groups = groupsOf(bulletin.practices);
  const bySlug = new Map(groups.map((group) => [group.slug, group]));
  const components = groups.map((group, index): Component => {
    const parent = group.parent === null ? undefined : bySlug.get(group.parent);
    return {
      practices: group.practices,
      fullName: parent ? `${parent.name} - ${group.name}` : group.name,
      shape: shapeOf(bulletin, { group, pageId, position: index + 1, busy, groups }),
    };
  });
  return { pageId, components };
}

function shapeOf(
  bulletin: Bulletin,
  of: {
    group: PracticeGroup;
    pageId: string;
    position: number;
    busy: ReadonlySet<string>;
    groups: readonly PracticeGroup[];
  },
): ComponentShape {
  const { group, pageId, position, busy, groups } = of;
  const isGroup = group.kind === 'area';
  const inMaintenance = group.practices.some((practice) => busy.has(practice.odsCode));
  return {
    id: componentId(group.slug),
    name: group.name,
    status: statusOf(group.practices, inMaintenance),
    created_at: begunAt(bulletin),
    updated_at: changedAt(bulletin, group.practices),
    position,
    description: describe(group.practices),
    showcase: isGroup,
    start_date: null,
    group_id: group.parent === null ? null : componentId(group.parent),
    page_id: pageId,
    group: isGroup,
    only_show_if_degraded: false,
    ...(isGroup
      ? {
          components: groups
            .filter(({ parent }) => parent === group.slug)
            .map(({ slug }) => componentId(slug)),
        }
      : {}),
  };
}

export const componentId = (slug: string): string => stableId('component', slug);

/** Practices do not say since when they are listed; no component is older than the first thing known of any. */
function begunAt(bulletin: Bulletin): string {
  const starts = [...bulletin.current, ...bulletin.past].map((incident) => incident.startedAt).sort();
  return starts[0] ?? bulletin.builtAt;
}

/** When the state of one of the practices last changed; never later than the page. */
function changedAt(bulletin: Bulletin, practices: readonly PracticeBulletin[]): string {
  let latest = '';
  for (const practice of practices)
    for (const { since } of practice.sites) if (since !== null && since > latest) latest = since;
  return latest === '' || latest > bulletin.builtAt ? bulletin.builtAt : latest;
}

const ranks: readonly Indicator[] = ['none', 'minor', 'major', 'critical'];
const descriptions: Readonly<Record<Indicator, string>> = {
  none: 'All Systems Operational',
  minor: 'Partially Degraded Service',
  major: 'Partial System Outage',
  critical: 'Major Service Outage',
  maintenance: 'Service Under Maintenance',
};

/**
 * The page as a whole: critical when half of the practices known are not connected, major from a tenth on, minor when
 * any is in trouble, when an issue is open, or when our data are old. Never `maintenance`: readers such as OpenStatus
 * refuse the whole answer for it, so planned work alone leaves it at `none`.
 */
export function pageStatus(bulletin: Bulletin, unresolved: number): StatusShape {
  const { down, degraded, known, total } = count(bulletin.practices);
  const stale = staleWords(bulletin);
  const unsure = stale !== null || (total > 0 && known === 0);
  const rank =
    known > 0 && down * 2 >= known && down > 0
      ? 3
      : known > 0 && down * 10 >= known && down > 0
        ? 2
        : down + degraded + unresolved > 0 || unsure
          ? 1
          : 0;
  const indicator = ranks[rank] ?? 'none';
  return { indicator, description: stale?.text ?? descriptions[indicator] };
}
