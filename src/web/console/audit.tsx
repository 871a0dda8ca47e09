import type { FC } from 'hono/jsx';
import { z } from 'zod';
import type { AuditEntry } from '#platform/audit';
import { formatNumber, londonDate, parseLondon } from '#platform/clock';
import { writeCsv } from '#platform/csv';
import { AllclearError } from '#platform/errors';
import { Button, Input, InsetText, Table, WarningCallout } from '../components/index.ts';
import { ask } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import type { ConsoleOptions } from './options.ts';
import { at } from './parts.tsx';
import { compressed } from './shell.tsx';

const fields = ['text', 'actor', 'verb', 'subject', 'from', 'to'] as const;
const shownEntries = 100;
const exportedEntries = 50_000;

/** The audit trail: searched by plain links and a form, and taken along as a file. */
export function mountAudit(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const find = (request: ConsoleRequest, limit: number) =>
    ask<AuditEntry[]>(request, options, 'audit.list', { ...queryOf(request), limit });
  app.get(consolePaths.audit, async (request) => {
    let refused: Refused | undefined;
    let entries: AuditEntry[] = [];
    try {
      entries = await find(request, shownEntries);
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code !== 'input.invalid') throw error;
      refused = refusedBy(error);
    }
    const [lastCheck] = await ask<AuditEntry[]>(request, options, 'audit.list', {
      verb: 'audit.verify',
      limit: 1,
    });
    return deps.page(request, {
      title: refused ? 'Error: Audit' : 'Audit',
      content: auditScreen(request, { entries, lastCheck, refused }),
      ...(refused ? { status: 422 } : {}),
    });
  });
  app.get(consolePaths.auditCsv, async (request) => {
    const entries = await find(request, exportedEntries);
    const csv = writeCsv(
      ['id', 'at', 'actor_kind', 'actor', 'verb', 'subject', 'data', 'position', 'sha256'],
      entries.map((entry) => [
        entry.id,
        entry.at,
        entry.actorKind,
        entry.actorName,
        entry.verb,
        entry.subject,
        JSON.stringify(entry.data),
        entry.position,
        entry.sha256,
      ]),
    );
    request.header('content-type', 'text/csv; charset=utf-8');
    const day = londonDate(deps.contextFor(request).clock.now());
    request.header('content-disposition', `attachment; filename="audit-${day}.csv"`);
    return request.body(compressed(request, Buffer.from(csv)));
  });
}

/** What was asked for; empty fields of the form are left out. */
function queryOf(request: ConsoleRequest): Record<string, string> {
  const { searchParams } = new URL(request.req.url);
  const given = [...searchParams].filter(
    ([name, value]) => ([...fields, 'before'] as string[]).includes(name) && value.trim() !== '',
  );
  return Object.fromEntries(
    given.map(([name, value]) =>
      name === 'from' || name === 'to' ? [name, parseLondon(value)?.toISOString() ?? value] : [name, value],
    ),
  );
}

interface AuditModel {
  entries: readonly AuditEntry[];
  /** When the chain was last followed, and what was found. */
  lastCheck: AuditEntry | undefined;
  refused: Refused | undefined;
}

function auditScreen(request: ConsoleRequest, { entries, lastCheck, refused }: AuditModel) {
  const value = (name: string): string => request.req.query(name) ?? '';
  const last = entries.at(-1);
  const asked = new URLSearchParams();
  for (const name of fields) if (value(name)) asked.set(name, value(name));
  const older = new URLSearchParams(asked);
  if (last) older.set('before', String(last.id));
  return (
    <>
      <Problems refused={refused} fields={fields} />
      <h1>Audit</h1>
      <p>
        Who did what, when. Each row is sealed with the one before it, so that a change made past the program
        shows. Rows leave only when their time is over, and only an administrator can set that time.
      </p>
      <Chain check={lastCheck} />
      <PostForm
        csrf={request.get('csrf')}
        action={consolePaths.verb('audit.verify')}
        button="Check the chain now"
        secondary
      >
        <input type="hidden" name="back" value={consolePaths.audit} />
      </PostForm>
      <search>
        <form action={consolePaths.audit} method="get">
          <div class="allclear-columns-two">
            <Input
              name="text"
              label="Words"
              hint="In the person, the action, the subject or the details"
              value={value('text')}
            />
            <Input name="actor" label="Person or program" hint="The whole name" value={value('actor')} />
            <Input
              name="verb"
              label="Action"
              hint="Or how it begins, such as update. or staff."
              value={value('verb')}
            />
            <Input
              name="subject"
              label="Subject"
              hint="Or how it begins, such as incident: or staff:"
              value={value('subject')}
            />
            <div>
              <Input name="from" label="From" type="datetime-local" width={20} value={value('from')} />
              <Input name="to" label="To" type="datetime-local" width={20} value={value('to')} />
            </div>
          </div>
          <Button text="Search" />
        </form>
      </search>
      <p>
        <a href={`${consolePaths.auditCsv}?${asked}`}>Download as a file (CSV)</a>
      </p>
      {entries.length === 0 ? (
        <p>Nothing was found.</p>
      ) : (
        <Table
          caption="Newest first"
          responsive
          compact
          head={['When', 'Who', 'Action', 'Subject', 'Details']}
          rows={entries.map((entry) => [
            at(entry.at),
            entry.actorKind === 'person' ? entry.actorName : `${entry.actorName} (${entry.actorKind})`,
            entry.verb,
            entry.subject,
            detailsOf(entry),
          ])}
        />
      )}
      {entries.length === shownEntries ? (
        <p>
          <a href={`${consolePaths.audit}?${older}`}>Older entries</a>
        </p>
      ) : null}
    </>
  );
}

/** What the last check found. It is a row of the trail itself, made each night or by hand. */
const Chain: FC<{ check: AuditEntry | undefined }> = ({ check }) => {
  if (check === undefined) return <InsetText text="The chain has not been checked yet." />;
  const { holds, rows, position, sha256 } = check.data;
  const when = `${at(check.at)} by ${check.actorName}`;
  if (holds !== true) {
    const fault = faultShape.safeParse(check.data.fault).data;
    return (
      <WarningCallout
        heading="The audit trail was changed past the program"
        headingLevel={2}
        text={`Checked at ${when}. The first that does not fit: ${fault?.auditId == null ? `position ${fault?.position}` : `row ${fault.auditId}`}, because ${fault?.reason}.`}
      />
    );
  }
  return (
    <InsetText>
      <p>
        The chain holds: {formatNumber(Number(rows))} rows were followed at {when}. Write its head down
        elsewhere: position {String(position)}, seal <code class="allclear-address">{String(sha256)}</code>.
      </p>
    </InsetText>
  );
};

const faultShape = z.object({
  position: z.number().nullable(),
  auditId: z.number().nullable(),
  reason: z.string(),
});

const longest = 300;

function detailsOf({ data }: AuditEntry): string {
  const text = Object.entries(data)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return text.length > longest ? `${text.slice(0, longest)}…` : text || 'None';
}
