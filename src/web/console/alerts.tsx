import { listIncidents } from '#incidents';
import type { CommsAlert } from '#publishing';
import { Table } from '../components/index.ts';
import { ask } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { PostForm } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';
import { at } from './parts.tsx';

/** Published sentences that stopped being true, and who deals with them. */
export function mountAlerts(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(consolePaths.alerts, async (request) => {
    const alerts = await ask<CommsAlert[]>(request, options, 'alerts.list', { all: true });
    const incidents = new Map(
      (await listIncidents(deps.contextFor(request).db)).map((each) => [each.id, each]),
    );
    const slugOf = (alert: CommsAlert): string => incidents.get(alert.incidentId)?.slug ?? '';
    return deps.page(request, {
      title: 'Alerts',
      live: true,
      content: (
        <>
          <h1>Alerts</h1>
          <p>
            Each is a sentence that was published and has stopped being true. The public page says so beside
            it. Only a new update can say what is true now.
          </p>
          {alerts.length === 0 ? (
            <p>There is none.</p>
          ) : (
            <AlertTable alerts={alerts} slugOf={slugOf} request={request} />
          )}
        </>
      ),
    });
  });
  app.post(`${consolePaths.alerts}/acknowledge`, async (request) => {
    const alert = Number(typedText(request.get('typed'), 'alert'));
    await performWith(request, options, 'alerts.acknowledge', { alert });
    return request.redirect(doneAt(consolePaths.alerts, 'alerts.acknowledge'), 303);
  });
}

interface TableOptions {
  alerts: readonly CommsAlert[];
  slugOf(alert: CommsAlert): string;
  request: ConsoleRequest;
}

const AlertTable = ({ alerts, slugOf, request }: TableOptions) => (
  <Table
    caption="Newest first"
    responsive
    head={['Since', 'What', 'Update', 'Who deals with it']}
    rows={alerts.map((alert) => [
      at(alert.at),
      alert.text,
      <a href={consolePaths.update(slugOf(alert), alert.update)}>Update {alert.update}</a>,
      alert.acknowledgedBy ?? (
        <PostForm
          csrf={request.get('csrf')}
          action={`${consolePaths.alerts}/acknowledge`}
          classes="allclear-inline-form"
        >
          <input type="hidden" name="alert" value={alert.id} />
          <button type="submit" class="nhsuk-button nhsuk-button--small">
            I deal with it<span class="nhsuk-u-visually-hidden">: {alert.text}</span>
          </button>
        </PostForm>
      ),
    ])}
  />
);
