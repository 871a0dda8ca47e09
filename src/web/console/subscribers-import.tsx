import type { FC } from 'hono/jsx';
import { AllclearError } from '#platform/errors';
import type { ContactReport, ListReport } from '#publishing';
import { Input, Table } from '../components/index.ts';
import { mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { TextArea } from './forms/fields.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';
import { counted } from './parts.tsx';

/** A list that is pasted in, looked at, and then added. */
interface ImportKind {
  path: string;
  back: string;
  verb: string;
  heading: string;
  hint: string;
  /** Why these people expect messages: asked for where nobody else has said so. */
  basis: boolean;
}

const kinds: readonly ImportKind[] = [
  {
    path: consolePaths.subscribersImport,
    back: consolePaths.subscribers,
    verb: 'subscription.import',
    heading: 'Import a list of subscribers',
    hint: 'CSV. The first line names the columns: channel, address and, if you want, about, planned_work, least_severity',
    basis: true,
  },
  {
    path: consolePaths.contactsImport,
    back: consolePaths.contacts,
    verb: 'contact.import',
    heading: 'Import contact addresses',
    hint: 'CSV. The first line names the columns: ods_code, channel, address and, if you want, name. Leave ods_code empty for staff',
    basis: false,
  },
];

type Report = ListReport | ContactReport;

/** The screens that take a list: first what it would do, then the button that does it. */
export function mountListImports(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  for (const kind of kinds) {
    const show = (
      request: ConsoleRequest,
      typed: Typed,
      more: { report?: Report; refused?: Refused } = {},
    ) => {
      mustBeAble(request, options, kind.verb);
      return deps.page(request, {
        title: more.refused ? `Error: ${kind.heading}` : kind.heading,
        content: <ImportScreen kind={kind} typed={typed} csrf={request.get('csrf')} {...more} />,
        ...(more.refused ? { status: 422 } : {}),
      });
    };
    app.get(kind.path, (request) => show(request, new Map()));
    app.post(kind.path, async (request) => {
      mustBeAble(request, options, kind.verb);
      const typed = request.get('typed');
      const looks = !typed.has('add') || typed.has('look');
      const input = {
        csv: typedText(typed, 'csv'),
        ...(kind.basis ? { basis: typedText(typed, 'basis') } : {}),
        dryRun: looks,
      };
      try {
        const report = (await performWith(request, options, kind.verb, input)) as Report;
        if (looks) return show(request, typed, { report });
        return request.redirect(doneAt(kind.back, kind.verb), 303);
      } catch (error) {
        if (!(error instanceof AllclearError) || error.code === 'forbidden' || error.httpStatus >= 500)
          throw error;
        return show(request, typed, { refused: refusedBy(error) });
      }
    });
  }
}

interface ImportOptions {
  kind: ImportKind;
  typed: Typed;
  csrf: string;
  report?: Report;
  refused?: Refused;
}

const ImportScreen: FC<ImportOptions> = ({ kind, typed, csrf, report, refused }) => (
  <div class="allclear-reading">
    <Problems refused={refused} fields={['csv', 'basis']} />
    <h1>{kind.heading}</h1>
    {report ? <Preview report={report} /> : null}
    <PostForm
      csrf={csrf}
      button={
        report && isGood(report)
          ? `Add ${counted(report.added, 'address', 'addresses')}`
          : 'Show what it would do'
      }
      {...(report && isGood(report) ? { otherButton: { name: 'look', text: 'Show again' } } : {})}
    >
      {report && isGood(report) ? <input type="hidden" name="add" value="yes" /> : null}
      <TextArea
        name="csv"
        label="The list"
        hint={kind.hint}
        rows={12}
        value={typedText(typed, 'csv')}
        error={faultOf(refused, 'csv')}
      />
      {kind.basis ? (
        <Input
          id="basis"
          name="basis"
          label="Why these people expect messages from us"
          hint="It is kept in the audit trail. Do not write addresses here"
          value={typedText(typed, 'basis')}
          errorMessage={faultOf(refused, 'basis')}
        />
      ) : null}
    </PostForm>
    <p>
      <a href={kind.back}>Go back without adding</a>
    </p>
  </div>
);

/** Whether there is something to add and nothing to mend. */
const isGood = ({ faults, added, known }: Report): boolean => faults.length === 0 && added + known > 0;

const shownFaults = 200;

const Preview: FC<{ report: Report }> = ({ report }) => {
  const { rows, added, known, faults } = report;
  return (
    <>
      <h2 class="nhsuk-heading-m">What it would do</h2>
      <ul class="nhsuk-list nhsuk-list--bullet">
        <li>
          {counted(rows, 'row')}: {added} would be added, {known} {known === 1 ? 'is' : 'are'} known already
        </li>
        {'declined' in report ? (
          <li>{report.declined} unsubscribed or were deleted, and stay away</li>
        ) : (
          <li>
            {counted(report.practicesWithout, 'active practice')} would still have no address, so nobody would
            tell them
          </li>
        )}
        {faults.length === 0 ? null : (
          <li>
            <strong>{counted(faults.length, 'fault')}</strong>: nothing is added until they are mended
          </li>
        )}
      </ul>
      {faults.length === 0 ? null : (
        <Table
          caption="Faults, by line of the list"
          responsive
          head={['Line', 'Column', 'What is wrong']}
          rows={faults
            .slice(0, shownFaults)
            .map(({ line, field, reason }) => [String(line ?? ''), field ?? '', reason])}
        />
      )}
    </>
  );
};
