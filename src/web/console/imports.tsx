import type { FC } from 'hono/jsx';
import type { PreviewEntry } from '#estate';
import { AllclearError, type Fault } from '#platform/errors';
import { type ImportOutcome, type Upload, uploadKinds } from '#settings';
import { classNames, ErrorMessage, Hint, Input, InsetText, Label, Table } from '../components/index.ts';
import { ask, mustBeAble } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { Checkboxes, Select } from './forms/fields.tsx';
import { Attention, faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';
import { labelOf } from './forms/schema.ts';
import type { ConsoleOptions } from './options.ts';
import { at, counted } from './parts.tsx';

const fields = ['file', 'kind', 'icb', 'subIcb', 'source', 'onFault'] as const;
const mendable = [
  'input.invalid',
  'input.too-large',
  'input.encoding',
  'import.rejected',
  'privacy.nhs-number',
];

/** Files of the estate, of readings and of calls: sent, looked at, and only then imported. */
export function mountImports(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const form = (request: ConsoleRequest, typed: Typed, refused?: Refused, status?: number) =>
    deps.page(request, {
      title: `${refused ? 'Error: ' : ''}Imports`,
      content: <ImportForm csrf={request.get('csrf')} typed={typed} refused={refused} />,
      ...(status ? { status: status as 422 } : {}),
    });
  app.get(consolePaths.imports, (request) => {
    mustBeAble(request, options, 'upload.preview');
    return form(request, new Map());
  });
  app.post(consolePaths.imports, async (request) => {
    mustBeAble(request, options, 'upload.preview');
    const typed = request.get('typed');
    try {
      const upload = (await performWith(
        request,
        options,
        'upload.preview',
        inputOf(request, typed),
      )) as Upload;
      return request.redirect(consolePaths.upload(upload.id), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || !mendable.includes(error.code)) throw error;
      return form(request, typed, refusedBy(error), error.httpStatus);
    }
  });
  app.get(`${consolePaths.imports}/:id`, async (request) => {
    mustBeAble(request, options, 'upload.show');
    const upload = await ask<Upload>(request, options, 'upload.show', { id: request.req.param('id') });
    return preview(request, deps, upload);
  });
  app.post(`${consolePaths.imports}/:id`, async (request) => {
    const verb = request.get('typed').has('drop') ? 'upload.drop' : 'upload.apply';
    mustBeAble(request, options, verb);
    const id = request.req.param('id');
    try {
      await performWith(request, options, verb, { id });
      return request.redirect(doneAt(consolePaths.imports, verb), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code !== 'conflict') throw error;
      const upload = await ask<Upload>(request, options, 'upload.show', { id });
      return preview(request, deps, upload, refusedBy(error));
    }
  });
}

function inputOf(request: ConsoleRequest, typed: Typed): Record<string, unknown> {
  const file = request.get('files').get('file');
  if (!file || (file.fileName === '' && file.bytes.length === 0))
    throw new AllclearError('input.invalid', 'No file was sent. Nothing was changed.', {
      faults: [{ field: 'file', reason: 'choose a file' }],
    });
  const given = ['icb', 'subIcb', 'source'].flatMap((name) => {
    const text = typedText(typed, name).trim();
    return text === '' ? [] : [[name, text]];
  });
  return {
    ...Object.fromEntries(given),
    kind: typedText(typed, 'kind'),
    fileName: file.fileName,
    content: file.bytes.toString('base64'),
    onFault: typed.has('onFault') ? 'skip' : 'refuse',
  };
}

const kindWords: Readonly<Record<Upload['kind'], string>> = {
  estate: 'Estate: ODS in both formats, sites, tunnels and others',
  readings: 'Readings of sites or of concentrators (CSV)',
  calls: 'Calls to the service desk (CSV)',
};

const shownFaults = 200;

const ImportForm: FC<{ csrf: string; typed: Typed; refused: Refused | undefined }> = ({
  csrf,
  typed,
  refused,
}) => {
  const value = (name: string) => typedText(typed, name);
  const fileError = faultOf(refused, 'file');
  const rows =
    refused?.faults.filter(({ field }) => !(fields as readonly string[]).includes(field ?? '')) ?? [];
  return (
    <>
      <div class="allclear-reading">
        <Problems
          refused={
            refused && {
              ...refused,
              faults: refused.faults.filter((fault) => !rows.includes(fault)),
            }
          }
          fields={fields}
        />
        <h1>Imports</h1>
        <p>
          Send a file, look at what it would change, then confirm. Nothing is changed before. The file is kept
          for an hour, or until you confirm or drop it.
        </p>
        <PostForm csrf={csrf} action={consolePaths.imports} button="Preview" files>
          <div class={classNames('nhsuk-form-group', fileError !== undefined && 'nhsuk-form-group--error')}>
            <Label for="file" text="File" />
            <Hint id="file-hint" text="CSV, or a zip with one CSV in it. At most 20 MB" />
            {fileError === undefined ? null : <ErrorMessage id="file-error" text={fileError} />}
            <input
              class="nhsuk-input"
              id="file"
              name="file"
              type="file"
              accept=".csv,.txt,.zip"
              aria-describedby={classNames('file-hint', fileError !== undefined && 'file-error')}
            />
          </div>
          <Select
            name="kind"
            label="What the file holds"
            value={value('kind')}
            error={faultOf(refused, 'kind')}
            options={uploadKinds.map((kind) => ({ value: kind, text: kindWords[kind] }))}
          />
          <Input
            name="icb"
            label="Integrated care board (optional)"
            hint="For a file of practices: only those of this one, such as QKS"
            value={value('icb')}
          />
          <Input
            name="subIcb"
            label="Sub-ICB location (optional)"
            hint="For a file of practices: only those of this one, such as 91Q"
            value={value('subIcb')}
          />
          <Input
            name="source"
            label="Source (optional)"
            hint="For readings and calls: where they come from"
            value={value('source')}
          />
          <Checkboxes
            name="onFault"
            items={[
              {
                value: 'skip',
                text: 'Readings and calls: leave rows with faults out, and take the others',
                checked: typed.has('onFault'),
              },
            ]}
          />
        </PostForm>
      </div>
      {rows.length === 0 ? null : (
        <Faults faults={rows} count={rows.length} caption="What is wrong with the file" />
      )}
    </>
  );
};

const Faults: FC<{ faults: readonly Fault[]; count: number; caption: string }> = ({
  faults,
  count,
  caption,
}) => (
  <Table
    caption={count > shownFaults ? `${caption}: the first ${shownFaults} of ${count}` : caption}
    responsive
    head={['Line', 'Field', 'Why']}
    rows={faults
      .slice(0, shownFaults)
      .map(({ line, field, reason }) => [
        line === undefined ? 'Not known' : String(line),
        field ?? 'Whole row',
        reason,
      ])}
  />
);

const actionWords: Readonly<Record<PreviewEntry['action'], string>> = {
  add: 'Added',
  change: 'Changed',
  closure: 'Closed',
  missing: 'No longer listed',
};

const preview = (request: ConsoleRequest, deps: ConsoleDeps, upload: Upload, refused?: Refused): Response =>
  deps.page(request, {
    title: `${refused ? 'Error: ' : ''}Preview of ${upload.fileName}`,
    ...(refused ? { status: 409 as const } : {}),
    content: (
      <>
        {refused ? (
          <Attention heading="There is a problem">
            <p>{[refused.message, refused.remedy].filter(Boolean).join(' ')}</p>
          </Attention>
        ) : null}
        <h1>Preview of {upload.fileName}</h1>
        <p>
          Sent by {upload.createdBy}, {at(upload.createdAt)}. Nothing has been changed yet. It can be
          confirmed until {at(upload.expiresAt)}.
        </p>
        <Outcome outcome={upload.outcome} />
        {refused ? (
          <p>
            <a href={consolePaths.imports}>Send the file again</a>
          </p>
        ) : (
          <PostForm
            csrf={request.get('csrf')}
            action={consolePaths.upload(upload.id)}
            button="Import exactly this"
            otherButton={{ name: 'drop', text: 'Drop the file' }}
          />
        )}
      </>
    ),
  });

const Outcome: FC<{ outcome: ImportOutcome }> = ({ outcome: { counts, entries, faults, faultCount } }) => {
  const changes = counts.filter(({ count }) => count > 0);
  return (
    <>
      <Table
        caption="What would happen"
        firstCellIsHeader
        head={['What', 'How many']}
        rows={counts.map(({ what, count }) => [labelOf(what), String(count)])}
      />
      {changes.length === 0 ? <InsetText text="The file says nothing new." /> : null}
      {entries.length === 0 ? null : (
        <Table
          caption={`What would change${entries.length >= shownFaults ? `: the first ${entries.length}` : `: ${counted(entries.length, 'line')}`}`}
          responsive
          head={['Code', 'What', 'Before', 'After']}
          rows={entries.map(({ key, action, before, after }) => [
            key,
            actionWords[action],
            before ?? 'Nothing',
            after ?? (action === 'missing' ? 'Kept, and marked' : 'As in the file'),
          ])}
        />
      )}
      {faultCount === 0 ? null : (
        <Faults faults={faults} count={faultCount} caption="Rows that would be left out" />
      )}
    </>
  );
};
