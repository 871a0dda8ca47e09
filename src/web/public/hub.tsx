import type { FC } from 'hono/jsx';
import type { Bulletin, IncidentBulletin, PlannedWork } from '#publishing';
import { Card, Tag } from '../components/index.ts';
import { Column, publicPage, type View } from './layout.tsx';
import { PracticeSearch, ReportProblem } from './parts.tsx';
import { paths } from './paths.ts';
import { Suppliers } from './suppliers.tsx';
import { counted, hasChanged, nextUpdateWords, sentence, updateTitle, when } from './words.ts';

const LatestLine: FC<{ incident: IncidentBulletin; asOf: string }> = ({ incident, asOf }) => {
  const [latest] = incident.updates;
  if (!latest) return <p>There is no update yet.</p>;
  return (
    <p>
      Latest update at {when(latest.publishedAt, asOf)}: {sentence(updateTitle(latest))}
      {hasChanged(latest) ? <span class="allclear-changed">Part of this has changed since.</span> : null}
    </p>
  );
};

const IncidentCard: FC<{ incident: IncidentBulletin; asOf: string }> = ({ incident, asOf }) => (
  <Card heading={{ text: incident.title, level: 3, size: 'm' }} href={paths.incident(incident.slug)}>
    <p>
      <Tag text={incident.label.text} colour={incident.label.tone} />
    </p>
    <p>{sentence(incident.summary)}</p>
    <LatestLine incident={incident} asOf={asOf} />
    <p>
      <strong>{nextUpdateWords(incident, asOf)}</strong>
    </p>
  </Card>
);

const CurrentIssues: FC<{ bulletin: Bulletin }> = ({ bulletin }) => (
  <>
    {bulletin.current.length === 0 ? (
      <p>
        {bulletin.staleSince === null
          ? 'We know of no current issues. Tell us if you have a problem.'
          : 'We cannot tell whether there are new issues, because we cannot read our data.'}
      </p>
    ) : null}
    {bulletin.current.map((incident) => (
      <IncidentCard incident={incident} asOf={bulletin.asOf} />
    ))}
  </>
);

const Planned: FC<{ work: PlannedWork; bulletin: Bulletin }> = ({ work, bulletin }) => {
  const { asOf, current, past } = bulletin;
  const incident = [...current, ...past].find(({ slug }) => slug === work.incidentSlug);
  const end = work.endsAt === null ? '' : ` to ${when(work.endsAt, asOf)}`;
  return (
    <li>
      <strong>{work.title}</strong>: {when(work.startsAt, asOf)}
      {end}, {counted(work.siteCount, 'site')}. {sentence(work.text)}
      {incident ? (
        <>
          {' '}
          It is part of <a href={paths.incident(incident.slug)}>{incident.title}</a>.
        </>
      ) : null}
    </li>
  );
};

const Past: FC<{ incident: IncidentBulletin; asOf: string }> = ({ incident, asOf }) => (
  <li>
    <a href={paths.incident(incident.slug)}>{incident.title}</a>: {incident.label.text.toLowerCase()}
    {incident.endedAt === null ? '' : `, ended at ${when(incident.endedAt, asOf)}`}
  </li>
);

/** The way in: what is wrong now, what is planned, what is over. */
export function hubPage(view: View): string {
  const { bulletin } = view;
  const { asOf, planned, past } = bulletin;
  return publicPage(view, {
    path: paths.hub,
    title: bulletin.organisation.serviceName,
    description: `Current IT issues, planned work and past issues, from ${bulletin.organisation.name}.`,
    children: (
      <Column>
        <h1>{bulletin.organisation.serviceName}</h1>
        <h2>Current issues</h2>
        <CurrentIssues bulletin={bulletin} />
        <h2>Check your practice</h2>
        <PracticeSearch />
        <h2>Planned work</h2>
        {planned.length === 0 ? <p>No work is planned.</p> : null}
        <ul class="nhsuk-list">
          {planned.map((work) => (
            <Planned work={work} bulletin={bulletin} />
          ))}
        </ul>
        <Suppliers bulletin={bulletin} />
        <h2 id="report">How to report a problem</h2>
        <ReportProblem report={bulletin.report} />
        <h2>Past issues</h2>
        {past.length === 0 ? <p>There are no past issues.</p> : null}
        <ul class="nhsuk-list">
          {past.map((incident) => (
            <Past incident={incident} asOf={asOf} />
          ))}
        </ul>
      </Column>
    ),
  });
}
