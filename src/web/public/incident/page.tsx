import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import type { IncidentBulletin } from '#publishing';
import { ContentsList } from '../../components/index.ts';
import { specialAnnouncementBlock } from '../formats/special-announcement.ts';
import { Column, publicPage, type View } from '../layout.tsx';
import { PracticeSearch, ReportProblem } from '../parts.tsx';
import { paths } from '../paths.ts';
import { ReviewLink } from '../review.tsx';
import { sentence } from '../words.ts';
import { Advice } from './advice.tsx';
import { Causes } from './causes.tsx';
import { Facts } from './facts.tsx';
import { People } from './people.tsx';
import { Practices } from './practices.tsx';
import { Recovery } from './recovery.tsx';
import { Latest, Updates } from './updates.tsx';
import { Measures, Next, Progress } from './work.tsx';

/** The way to each answer: on a phone the page is ten screens long. */
const sections: readonly [id: string, title: string][] = [
  ['facts', 'Key facts'],
  ['check', 'Check your practice'],
  ['causes', 'Causes'],
  ['measures', 'What is being done'],
  ['recovery', 'Recovery of practices'],
  ['advice', 'What practices can do'],
  ['report', 'How to report a problem'],
  ['people', 'Who is in charge'],
  ['next', 'What happens next'],
  ['practices', 'All practices'],
  ['updates', 'All updates'],
];

const CheckPractice: FC = () => (
  <>
    <h2 id="check">Check your practice</h2>
    <PracticeSearch />
  </>
);

/** To the words that practices can use with patients, as long as the latest update has some. */
const PackLink: FC<{ incident: IncidentBulletin }> = ({ incident }) => {
  const [latest] = incident.updates;
  return latest?.pack ? (
    <p>
      <a href={paths.pack(latest.path)}>Words to use with patients and staff (communications pack)</a>
    </p>
  ) : null;
};

/** The page of one incident, in the order of its readers' questions. */
export function incidentPage(view: View, incident: IncidentBulletin): string {
  const { asOf, report } = view.bulletin;
  return publicPage(view, {
    path: paths.incident(incident.slug),
    title: incident.title,
    description: incident.summary,
    trail: [],
    feed: { href: paths.incidentFeed(incident.slug), title: `Updates: ${incident.title}` },
    json: paths.incidentJson(incident.slug),
    children: (
      <>
        <Column>
          <h1>{incident.title}</h1>
          <p class="nhsuk-lede-text">{sentence(incident.summary)}</p>
          <Latest incident={incident} asOf={asOf} />
          <ContentsList
            ariaLabel="On this page"
            items={sections
              .filter(
                ([id]) =>
                  (id !== 'facts' || incident.facts.length > 0) &&
                  (id !== 'recovery' || incident.recovery !== null),
              )
              .map(([id, text]) => ({ text, href: `#${id}` }))}
          />
          <Facts facts={incident.facts} asOf={asOf} />
          <CheckPractice />
          <Causes factors={incident.factors} />
          <Measures measures={incident.measures} asOf={asOf} />
          {incident.progress ? <Progress progress={incident.progress} /> : null}
          {incident.recovery ? <Recovery recovery={incident.recovery} asOf={asOf} /> : null}
          <Advice advice={incident.advice} asOf={asOf} />
          <h2 id="report">How to report a problem</h2>
          <ReportProblem report={report} />
          <People command={incident.command} />
          <Next incident={incident} asOf={asOf} />
          <ReviewLink bulletin={view.bulletin} slug={incident.slug} />
        </Column>
        <Practices practices={incident.practices} />
        <Column>
          <Updates incident={incident} asOf={asOf} />
          <PackLink incident={incident} />
          <p>Reference: {incident.reference}</p>
        </Column>
        {raw(specialAnnouncementBlock(view.bulletin, incident))}
      </>
    ),
  });
}
