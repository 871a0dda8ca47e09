import type { MigrationProgress, SiteMove } from '#planning';
import { formatDay } from '#platform/clock';
import type { MigrationBulletin } from '../bulletin.ts';
import { stuckPractices } from './claims/practices-cannot-move.ts';
import { quantity, shareText, type WordTable, wordForShare } from './words.ts';

export type PracticeMove = 'Moved' | 'Planned' | 'Cannot move' | 'Not planned';

const isMoved = (site: SiteMove): boolean => site.status === 'moved' || site.status === 'verified';

/** Where each practice of a migration stands. It has moved when every site of it that can move has, and there is one. */
export function practiceMoves(progress: MigrationProgress): Map<number, PracticeMove> {
  const found = new Map<number, PracticeMove>();
  for (const [practiceId, sites] of Map.groupBy(progress.sites, (site) => site.practiceId)) {
    found.set(practiceId, moveOf(sites));
  }
  return found;
}

function moveOf(sites: readonly SiteMove[]): PracticeMove {
  const movable = sites.filter((site) => site.status !== 'cannot move');
  if (movable.length === 0) return 'Cannot move';
  if (movable.every(isMoved)) return 'Moved';
  return movable.some((site) => site.status === 'planned') ? 'Planned' : 'Not planned';
}

/** The progress of a migration, counted in practices. */
export function migrationBulletin(
  progress: MigrationProgress,
  contacted: ReadonlySet<number>,
  table: WordTable,
): MigrationBulletin {
  const { total, moved, verified } = progress.practices;
  const moves = [...practiceMoves(progress).values()];
  const words = total === 0 ? 'none' : wordForShare(moved, total, table);
  return {
    title: progress.title,
    total,
    moved,
    verified,
    planned: moves.filter((move) => move === 'Planned').length,
    movedWords: words,
    cannotMove: stuckPractices(progress, contacted).byReason.map(
      ({ reason, practices, contacted: told }) => ({
        reason,
        count: practices,
        contacted: told,
      }),
    ),
    text:
      total === 0
        ? 'No practice has a site to move.'
        : `${capital(shareText(moved, total, 'practices', table))} moved from ${progress.fromCode} to ${progress.toCode}. Readings since the move confirm ${quantity(verified, 'practice')}.`,
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a practice's own page says about its move; null when it is not part of one. */
export function migrationText(
  progress: MigrationProgress,
  practiceId: number,
  contacted: ReadonlySet<number>,
): string | null {
  const sites = progress.sites.filter((site) => site.practiceId === practiceId);
  if (sites.length === 0) return null;
  const day = (at: Date | undefined): string => (at ? ` on ${formatDay(at)}` : '');
  const latest = (dates: (Date | null)[]): Date | undefined =>
    dates.filter((date) => date !== null).sort((a, b) => b.getTime() - a.getTime())[0];
  switch (moveOf(sites)) {
    case 'Moved':
      return `Moved to ${progress.toCode}${day(latest(sites.map((site) => site.movedAt)))}.`;
    case 'Planned':
      return `Planned to move to ${progress.toCode}${day(latest(sites.map((site) => site.plannedFor)))}.`;
    case 'Cannot move': {
      const told = sites.every((site) => contacted.has(site.siteId))
        ? ' We have contacted you directly.'
        : '';
      return `Cannot move to ${progress.toCode} yet: ${sites[0]?.reason ?? 'reason not known'}.${told}`;
    }
    case 'Not planned':
      return `Not yet planned to move to ${progress.toCode}.`;
  }
}
