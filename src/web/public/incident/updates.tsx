import type { FC } from 'hono/jsx';
import type { IncidentBulletin, PublishedUpdate } from '#publishing';
import { Details, WarningCallout } from '../../components/index.ts';
import { UpdateBody } from '../parts.tsx';
import { paths } from '../paths.ts';
import { correctedBy, correctionsOf, hasChanged, nextUpdateWords, updateTitle, when } from '../words.ts';

interface Options {
  incident: IncidentBulletin;
  asOf: string;
}

/** The state now: the derived label, the latest update, and when the next one comes. */
export const Latest: FC<Options> = ({ incident, asOf }) => {
  const [latest] = incident.updates;
  return (
    <WarningCallout
      heading={incident.label.text}
      headingLevel={2}
      visuallyHiddenText="Important: the state is"
    >
      {latest ? (
        <>
          <h3>{updateTitle(latest)}</h3>
          <p>Latest update, published at {when(latest.publishedAt, asOf)}.</p>
          <UpdateBody update={latest} asOf={asOf} headingLevel={3} />
        </>
      ) : (
        <p>There is no update yet.</p>
      )}
      <p>
        <strong>{nextUpdateWords(incident, asOf)}</strong>
      </p>
    </WarningCallout>
  );
};

/** Says which update this one corrects, and which ones correct it. */
export const CorrectionNotes: FC<Options & { update: PublishedUpdate }> = ({ incident, update, asOf }) => {
  const corrected = correctedBy(incident, update);
  return (
    <>
      {corrected ? (
        <p>
          This corrects{' '}
          <a href={corrected.path}>
            update {corrected.number}: {updateTitle(corrected)}
          </a>
          .
        </p>
      ) : null}
      {correctionsOf(incident, update).map((correction) => (
        <p class="allclear-changed">
          This was corrected at {when(correction.publishedAt, asOf)}.{' '}
          <a href={correction.path}>Read the correction, update {correction.number}</a>.
        </p>
      ))}
    </>
  );
};

const Older: FC<Options & { update: PublishedUpdate }> = ({ incident, update, asOf }) => {
  const title = updateTitle(update);
  // What is no longer true must not hide behind a click.
  const open = hasChanged(update) || correctionsOf(incident, update).length > 0;
  return (
    <Details expander open={open} summary={`${when(update.publishedAt, asOf)}: ${title}`}>
      <CorrectionNotes incident={incident} update={update} asOf={asOf} />
      <UpdateBody update={update} asOf={asOf} headingLevel={2} />
      <p>
        <a href={update.path}>
          Link to update {update.number}: {title}
        </a>
      </p>
    </Details>
  );
};

/** Every update, newest first. The first is shown whole at the top of the page, so here it is a link. */
export const Updates: FC<Options> = ({ incident, asOf }) => {
  const [latest, ...older] = incident.updates;
  return (
    <>
      <h2 id="updates">All updates</h2>
      {latest ? (
        <p>
          Latest: <a href={latest.path}>{updateTitle(latest)}</a>, {when(latest.publishedAt, asOf)}. You can
          read it at the top of this page.
        </p>
      ) : (
        <p>There is no update yet.</p>
      )}
      {older.map((update) => (
        <Older incident={incident} update={update} asOf={asOf} />
      ))}
      <p>
        <a href={paths.incidentFeed(incident.slug)}>Follow these updates in a feed reader (Atom)</a>
      </p>
    </>
  );
};
