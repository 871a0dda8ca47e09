import type { FC } from 'hono/jsx';
import type { PracticeBulletin } from '#publishing';
import { SummaryList, Table } from '../components/index.ts';
import { Column, publicPage, type View } from './layout.tsx';
import { FollowLinks, ReportProblem } from './parts.tsx';
import { paths } from './paths.ts';
import { practiceIncidentRows, stateSentence, stateWords, when } from './words.ts';

const Sites: FC<{ practice: PracticeBulletin; asOf: string }> = ({ practice, asOf }) => (
  <Table
    caption={{ text: 'Sites of this practice', size: 'm' }}
    responsive
    firstCellIsHeader
    head={['Site', 'Connection', 'Since', 'Last reading']}
    rows={practice.sites.map((site) => [
      site.name,
      stateWords[site.state],
      site.since === null ? 'Not known' : when(site.since, asOf),
      site.lastReadingAt === null ? 'No reading yet' : when(site.lastReadingAt, asOf),
    ])}
  />
);

const Values: FC<{ values: readonly string[] }> = ({ values }) => {
  if (values.length === 1) return <>{values[0]}</>;
  return (
    <ul class="nhsuk-list">
      {values.map((value) => (
        <li>{value}</li>
      ))}
    </ul>
  );
};

const Incident: FC<{ incident: PracticeBulletin['incidents'][number]; asOf: string }> = ({
  incident,
  asOf,
}) => (
  <>
    <h3>
      <a href={paths.incident(incident.slug)}>{incident.title}</a>
    </h3>
    <SummaryList
      rows={practiceIncidentRows(incident, asOf).map(([key, values]) => ({
        key,
        value: <Values values={values} />,
      }))}
    />
  </>
);

/** Everything we know about one practice: its connection now, and what each incident did to it. */
export function practicePage(view: View, practice: PracticeBulletin): string {
  const { asOf, report } = view.bulletin;
  return publicPage(view, {
    path: paths.practice(practice.odsCode),
    title: practice.name,
    description: `The network connection of ${practice.name}, ${practice.town}, and the incidents that affect it.`,
    trail: [{ text: 'Check your practice', href: paths.practices }],
    feed: { href: `${paths.practice(practice.odsCode)}/feed.atom`, title: `Updates: ${practice.name}` },
    children: (
      <Column>
        <h1>{practice.name}</h1>
        <p>
          {practice.town}, {practice.postcode}. ODS code {practice.odsCode}.
        </p>
        <h2>Connection now</h2>
        <p>
          <strong class={`allclear-state--${practice.state}`}>{stateWords[practice.state]}.</strong>{' '}
          {stateSentence(practice.state)} This was so at {when(asOf, asOf)}.
        </p>
        {practice.sites.length === 0 ? null : <Sites practice={practice} asOf={asOf} />}
        <h2>Incidents</h2>
        {practice.incidents.length === 0 ? <p>No incident is recorded for this practice.</p> : null}
        {practice.incidents.map((incident) => (
          <Incident incident={incident} asOf={asOf} />
        ))}
        <h2>How to report a problem</h2>
        <ReportProblem report={report} />
        <h2>Follow this practice</h2>
        <FollowLinks page={paths.practice(practice.odsCode)} subscribe={`practice=${practice.odsCode}`} />
      </Column>
    ),
  });
}
