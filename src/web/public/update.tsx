import type { IncidentBulletin, PublishedUpdate } from '#publishing';
import { CorrectionNotes } from './incident/updates.tsx';
import { Column, publicPage, type View } from './layout.tsx';
import { UpdateBody } from './parts.tsx';
import { paths } from './paths.ts';
import { updateTitle, when } from './words.ts';

/** The permanent page of one update: as it was published, with what has changed since. */
export function updatePage(view: View, incident: IncidentBulletin, update: PublishedUpdate): string {
  const { asOf } = view.bulletin;
  const title = updateTitle(update);
  const published = when(update.publishedAt, asOf);
  const newest = incident.updates[0];
  return publicPage(view, {
    path: update.path,
    title,
    description: `Update ${update.number}, published at ${published}: ${incident.title}.`,
    trail: [{ text: incident.title, href: paths.incident(incident.slug) }],
    feed: { href: paths.incidentFeed(incident.slug), title: `Updates: ${incident.title}` },
    json: paths.incidentJson(incident.slug),
    children: (
      <Column>
        <h1>{title}</h1>
        <p>
          Update {update.number}, published at {published}.
        </p>
        {newest && newest.number !== update.number ? (
          <p>
            <strong>This is not the latest update.</strong>{' '}
            <a href={paths.incident(incident.slug)}>Read the latest update on {incident.title}</a>.
          </p>
        ) : null}
        <CorrectionNotes incident={incident} update={update} asOf={asOf} />
        <UpdateBody update={update} asOf={asOf} headingLevel={1} />
        {update.pack ? (
          <p>
            <a href={paths.pack(update.path)}>Words to use with patients and staff (communications pack)</a>
          </p>
        ) : null}
        <p>
          Written by {update.author}. Approved by {update.approvedBy}.
        </p>
      </Column>
    ),
  });
}
