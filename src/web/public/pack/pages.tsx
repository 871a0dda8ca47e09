import type { FC } from 'hono/jsx';
import type { IncidentBulletin, Pack, PublishedUpdate } from '#publishing';
import { ActionLink, WarningCallout } from '../../components/index.ts';
import { Column, publicPage, type View } from '../layout.tsx';
import { paths } from '../paths.ts';
import { updateTitle, when } from '../words.ts';
import { type PackPart, type PackState, packParts, packState } from './state.ts';

/** Above a pack: whether it may be used. */
const UseNotice: FC<{ state: PackState }> = ({ state }) => {
  if (state.use === 'current') return null;
  if (state.use === 'superseded') {
    return (
      <p>
        <strong>There is a newer pack.</strong>{' '}
        <a href={state.by.pack ? paths.pack(state.by.path) : state.by.path}>
          See update {state.by.number}: {updateTitle(state.by)}
        </a>
        .
      </p>
    );
  }
  return (
    <WarningCallout heading="This pack is withdrawn" headingLevel={2}>
      <p>Do not use it. {state.reason}</p>
      <p>Take down what you made from it, and wait for the next update.</p>
    </WarningCallout>
  );
};

const Part: FC<{ part: PackPart; copy: boolean }> = ({ part, copy }) => (
  <section aria-labelledby={`${part.id}-heading`}>
    <h2 id={`${part.id}-heading`}>{part.heading}</h2>
    <p>{part.use}</p>
    <pre id={part.id} class="allclear-copy-text">
      {part.text}
    </pre>
    {copy ? (
      <button
        type="button"
        class="nhsuk-button nhsuk-button--small"
        data-copy={part.id}
        data-name={part.heading}
        hidden
      >
        Copy<span class="nhsuk-u-visually-hidden">: {part.heading}</span>
      </button>
    ) : null}
  </section>
);

const trailTo = (incident: IncidentBulletin, update: PublishedUpdate) => [
  { text: incident.title, href: paths.incident(incident.slug) },
  { text: `Update ${update.number}`, href: update.path },
];

/** The communications pack of one update: every text with a button that copies it, and all of them as a file. */
export function packPage(
  view: View,
  incident: IncidentBulletin,
  update: PublishedUpdate,
  pack: Pack,
): string {
  const { bulletin, copyScript } = view;
  const { asOf } = bulletin;
  const state = packState(incident, update, asOf);
  const usable = state.use !== 'withdrawn';
  const title = `Communications pack: update ${update.number}`;
  return publicPage(view, {
    path: paths.pack(update.path),
    title,
    description: `Words for practices to use with patients and staff: ${incident.title}.`,
    trail: trailTo(incident, update),
    noIndex: true,
    script: copyScript,
    children: (
      <Column>
        <h1>{title}</h1>
        <UseNotice state={state} />
        <p>
          Words for practices to use about {incident.title}. They were made from the facts of the update “
          {updateTitle(update)}”, published at {when(update.publishedAt, asOf)}, and do not change.
        </p>
        {usable ? (
          <>
            <p>
              We withdraw this pack when something in it stops being true. Look here before you use it again.
            </p>
            <ActionLink text="Download all texts (ZIP file)" href={paths.packZip(update.path)} />
            <p>
              <a href={paths.poster(update.path)}>Waiting room poster, to print</a>
            </p>
            <p id="copied" role="status" class="allclear-copied" />
          </>
        ) : null}
        {packParts(bulletin, incident, pack).map((part) => (
          <Part part={part} copy={usable} />
        ))}
      </Column>
    ),
  });
}

/** A page to print and hang up. On paper nothing but the poster is left. */
export function posterPage(
  view: View,
  incident: IncidentBulletin,
  update: PublishedUpdate,
  { poster }: Pack,
): string {
  const state = packState(incident, update, view.bulletin.asOf);
  return publicPage(view, {
    path: paths.poster(update.path),
    title: `Waiting room poster: update ${update.number}`,
    description: `A poster for patients: ${incident.title}.`,
    trail: [...trailTo(incident, update), { text: 'Communications pack', href: paths.pack(update.path) }],
    noIndex: true,
    children: (
      <Column>
        <div class="allclear-screen-only">
          <UseNotice state={state} />
          <p>Print this page. Only the poster is printed, on one sheet.</p>
        </div>
        <article class="allclear-poster">
          <h1>{poster.heading}</h1>
          {state.use === 'withdrawn' ? (
            <p>
              <strong>Withdrawn. Do not display.</strong>
            </p>
          ) : null}
          {poster.lines.map((line) => (
            <p>{line}</p>
          ))}
        </article>
      </Column>
    ),
  });
}
