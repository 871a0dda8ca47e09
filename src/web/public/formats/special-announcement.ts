import type { Bulletin, IncidentBulletin } from '#publishing';
import { updateText } from '../claims.ts';
import { absolute, paths } from '../paths.ts';
import { sentence } from '../words.ts';

/** The subject of such announcements, as the vocabulary wants it: an address that names it. */
const category = 'https://en.wikipedia.org/wiki/Downtime';

/** An incident as schema.org's SpecialAnnouncement, for those who read pages by machine. */
export function specialAnnouncement(bulletin: Bulletin, incident: IncidentBulletin): object {
  const { publicUrl, organisation, asOf } = bulletin;
  const [latest] = incident.updates;
  const url = absolute(publicUrl, paths.incident(incident.slug));
  const { dueAt } = incident.nextUpdate;
  return {
    '@context': 'https://schema.org',
    '@type': 'SpecialAnnouncement',
    '@id': url,
    name: incident.title,
    text: latest ? updateText(latest, asOf) : sentence(incident.summary),
    datePosted: latest?.publishedAt ?? incident.declaredAt ?? incident.startedAt,
    ...(dueAt === null ? {} : { expires: dueAt }),
    category,
    url,
    spatialCoverage: { '@type': 'AdministrativeArea', name: `Practices of ${organisation.name}` },
    publisher: { '@type': 'Organization', name: organisation.name, url: absolute(publicUrl, '/') },
    newsUpdatesAndGuidelines: url,
    webFeed: absolute(publicUrl, paths.incidentFeed(incident.slug)),
  };
}

/**
 * The same as a block of data for a page. It is not run, so the content security policy, which allows no script, lets it
 * stand. `<` is written so that no text can end the block.
 */
export const specialAnnouncementBlock = (bulletin: Bulletin, incident: IncidentBulletin): string =>
  `<script type="application/ld+json">${JSON.stringify(specialAnnouncement(bulletin, incident)).replaceAll('<', '\\u003c')}</script>`;
