import { communicationAt, type Incident, listIncidents } from '#incidents';
import { Button, Table, Tag } from '../components/index.ts';
import { may, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, consolePaths } from './deps.ts';
import type { ConsoleOptions } from './options.ts';
import { at, IncidentLink } from './parts.tsx';

/** Every incident, newest start first. */
export function mountIncidents(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(consolePaths.incidents, async (request) => {
    mustBeAble(request, options, 'incident.list');
    const { db, clock } = deps.contextFor(request);
    const incidents = await listIncidents(db);
    return deps.page(request, {
      title: 'Incidents',
      live: true,
      content: (
        <>
          <h1>Incidents</h1>
          {may(request, options, 'incident.declare') ? (
            <Button
              text="Declare an incident"
              href={consolePaths.verb('incident.declare', {}, consolePaths.incidents)}
            />
          ) : null}
          {incidents.length === 0 ? (
            <p>There is no incident yet.</p>
          ) : (
            <IncidentTable incidents={incidents} now={clock.now()} />
          )}
        </>
      ),
    });
  });
}

const IncidentTable = ({ incidents, now }: { incidents: readonly Incident[]; now: Date }) => (
  <Table
    caption="Newest first"
    responsive
    head={['Incident', 'Reference', 'Started', 'Response', 'Recovery', 'Review', 'Next update']}
    rows={incidents.map((incident) => {
      const communication = communicationAt(incident, now);
      return [
        <IncidentLink incident={incident} />,
        incident.reference,
        at(incident.startedAt),
        incident.states.response,
        incident.states.recovery,
        incident.states.review,
        communication === 'overdue' ? <Tag text="Overdue" colour="red" /> : communication,
      ];
    })}
  />
);
