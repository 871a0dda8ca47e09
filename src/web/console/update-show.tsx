import type { FC } from 'hono/jsx';
import type { Incident } from '#incidents';
import { AllclearError } from '#platform/errors';
import type { PublishedUpdate, Update } from '#publishing';
import { Button, Input, InsetText, Tag } from '../components/index.ts';
import { may } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at } from './parts.tsx';
import { draftName, numberOf } from './update-editing.ts';
import {
  type Changes,
  changesSince,
  type DraftPreview,
  incidentOf,
  previewDraft,
  type ShownUpdate,
  showUpdate,
} from './update-load.ts';
import { chosenStep, mayOverride, OverrideForm, OverrideNote } from './update-override.tsx';
import { AsPublished, AudiencePart, ChangesPart, Checks } from './update-preview.tsx';

type UpdateStatus = Update['status'];

const steps = {
  submit: { verb: 'update.submit', text: 'Submit it for approval', from: ['draft'] },
  approve: { verb: 'update.approve', text: 'Approve it', from: ['submitted', 'approved'] },
  publish: { verb: 'update.publish', text: 'Publish it', from: ['approved'] },
} as const satisfies Record<string, { verb: string; text: string; from: readonly UpdateStatus[] }>;

const isStep = (text: string): text is keyof typeof steps => text in steps;

/** One update: as it reads, what the checks say, how it differs, whom it reaches, and the next step for this person. */
export function mountUpdates(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const path = '/console/incidents/:slug/updates/:number';
  const show = async (request: ConsoleRequest, slug: string, number: number, refused?: Refused) => {
    const incident = await incidentOf(request, slug);
    const update = await showUpdate(request, options, slug, number);
    // Before approval nothing is frozen: it is shown as it would read now.
    const isFrozen = update.status === 'approved' || update.status === 'published';
    const preview = isFrozen ? undefined : await previewOf(request, options, incident, update);
    const changes = isFrozen
      ? await changesSince(request, options, slug, `${update.title}\n\n${update.text}`, number)
      : preview?.changes;
    const reason = typedText(request.get('typed'), 'reason');
    const screen = { incident, update, preview, changes, refused, reason, csrf: request.get('csrf') };
    return deps.page(request, {
      title: `${refused ? 'Error: ' : ''}Update ${number}: ${update.title}`,
      live: request.req.method === 'GET',
      content: (
        <UpdateScreen
          {...screen}
          may={(verb) => may(request, options, verb)}
          self={request.get('context').actor.name}
          roles={request.get('context').actor.roles}
          overrideReason={typedText(request.get('typed'), 'override')}
          isSaved={request.req.query('done') === 'saved'}
        />
      ),
      ...(refused ? { status: 422 } : {}),
    });
  };
  app.get(path, (request) => show(request, request.req.param('slug'), numberOf(request.req.param('number'))));
  app.post(path, async (request) => {
    const slug = request.req.param('slug');
    const number = numberOf(request.req.param('number'));
    const { step, given } = chosenStep(request.get('typed'));
    try {
      if (!isStep(step)) throw new AllclearError('input.invalid', 'Choose what to do. Nothing was changed.');
      // Whoever approves or publishes answers for the text that they saw, and for no other.
      const version = typedText(request.get('typed'), 'version');
      const more = step === 'submit' ? submission(request) : { ...given, version };
      await performWith(request, options, steps[step].verb, { incident: slug, number, ...more });
      return request.redirect(doneAt(consolePaths.update(slug, number), steps[step].verb), 303);
    } catch (error) {
      if (!(error instanceof AllclearError)) throw error;
      return show(request, slug, number, step === 'submit' ? askingWhy(refusedBy(error)) : refusedBy(error));
    }
  });
}

/** What the checks found goes through only with a reason. */
function submission(request: ConsoleRequest): { onWarning: 'accept' | 'refuse'; reason?: string } {
  const reason = typedText(request.get('typed'), 'reason').trim();
  return reason === '' ? { onWarning: 'refuse' } : { onWarning: 'accept', reason };
}

/** What the checks found stands below, line by line; what is missing is the reason. */
const askingWhy = (refused: Refused): Refused =>
  refused.faults.length === 0 || refused.remedy?.includes('overridden')
    ? refused
    : { ...refused, faults: [{ field: 'reason', reason: 'say why it stays as it is, or mend the text' }] };

const previewOf = (
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: Incident,
  update: ShownUpdate,
): Promise<DraftPreview> =>
  previewDraft(
    request,
    options,
    incident,
    {
      title: update.title,
      body: update.body,
      nextUpdateDue: update.nextUpdateDueAt?.toISOString() ?? '',
    },
    update.number,
  );

interface ScreenOptions {
  incident: Incident;
  update: ShownUpdate;
  /** Undefined once its figures are frozen. */
  preview: DraftPreview | undefined;
  changes: Changes | undefined;
  refused: Refused | undefined;
  /** Why what the checks found may stay, as typed. */
  reason: string;
  csrf: string;
  may(verb: string): boolean;
  self: string;
  roles: readonly string[];
  /** What was typed as the reason of an override that was refused. */
  overrideReason: string;
  isSaved: boolean;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const UpdateScreen: FC<ScreenOptions> = (screen) => {
  const { incident, update, preview, changes, refused, may, isSaved } = screen;
  const { number, title, status } = update;
  return (
    <div data-draft-done={isSaved ? savedDrafts(incident, update) : undefined}>
      <Problems refused={refused} fields={['reason', 'override']} />
      <h1>
        Update {number}: {title}
        <span class="nhsuk-caption-l">{incident.title}</span>
      </h1>
      <p>
        <Tag text={capital(status)} colour="blue" /> {historyOf(update)}
      </p>
      <OverrideNote update={update} />
      {preview ? <Checks refusals={preview.refusals} findings={preview.findings} headingLevel={2} /> : null}
      <Steps {...screen} />
      <Actions actions={linksOf(incident, update, may)} />
      <AsPublished update={preview?.update ?? publishedForm(update)} headingLevel={2} />
      <div class="allclear-columns-two">
        <ChangesPart changes={changes} />
        {preview ? <AudiencePart audience={preview.audience} /> : null}
      </div>
    </div>
  );
};

/** What the browser may forget: the drafts that this save holds. */
const savedDrafts = (incident: Incident, { number, corrects }: ShownUpdate): string =>
  [
    draftName({ incident, number, corrects: undefined, version: undefined }),
    draftName({ incident, number: undefined, corrects: corrects ?? undefined, version: undefined }),
  ].join(' ');

/** The buttons that this person may press; submitting past a finding asks for a reason. */
const Steps: FC<ScreenOptions> = (screen) => {
  const { update, preview, refused, reason, overrideReason, csrf, may, self, roles } = screen;
  const isAuthor = update.authors.some((author) => author.toLowerCase() === self.toLowerCase());
  const offered = Object.entries(steps).filter(
    ([step, { verb, from }]) =>
      (from as readonly UpdateStatus[]).includes(update.status) &&
      may(verb) &&
      !(step === 'approve' && (isAuthor || !roles.includes('approver'))),
  );
  const asksReason =
    offered.some(([step]) => step === 'submit') &&
    (preview?.findings.some(({ severity }) => severity === 'warning') ?? false);
  return (
    <>
      {offered.length === 0 ? null : (
        <PostForm csrf={csrf}>
          <input type="hidden" name="version" value={update.version} />
          {asksReason ? (
            <Input
              name="reason"
              label="Why it stays as it is"
              hint="Needed to submit it without mending what the checks found. It is kept on the timeline"
              value={reason}
              errorMessage={faultOf(refused, 'reason')}
              width={30}
              autocomplete="off"
            />
          ) : null}
          {offered.map(([step, { text }], index) => (
            <>
              <Button
                text={text}
                name="step"
                value={step}
                variant={index === 0 ? undefined : 'secondary'}
              />{' '}
            </>
          ))}
        </PostForm>
      )}
      {update.status === 'submitted' && isAuthor ? (
        <InsetText text="You wrote it, so somebody else has to approve it." />
      ) : null}
      {mayOverride(update, roles) ? (
        <OverrideForm csrf={csrf} version={update.version} refused={refused} reason={overrideReason} />
      ) : null}
    </>
  );
};

function linksOf(incident: Incident, update: ShownUpdate, may: (verb: string) => boolean) {
  const published = update.status === 'published';
  return [
    ...(!published && may('update.edit')
      ? [{ text: 'Edit it', href: `${consolePaths.update(incident.slug, update.number)}/edit` }]
      : []),
    ...(published && may('update.draft')
      ? [
          {
            text: 'Write a correction',
            href: `${consolePaths.newUpdate(incident.slug)}?corrects=${update.number}`,
          },
        ]
      : []),
    ...(published
      ? [{ text: 'See it in public', href: `/incidents/${incident.slug}/updates/${update.number}` }]
      : []),
    { text: 'Back to the incident', href: consolePaths.incident(incident.slug) },
  ];
}

function historyOf(update: ShownUpdate): string {
  const parts = [
    `Written by ${update.authors.join(', ')}`,
    update.submittedAt && `submitted at ${at(update.submittedAt)}`,
    update.approvedBy && update.approvedAt && `approved by ${update.approvedBy} at ${at(update.approvedAt)}`,
    update.publishedAt && `published at ${at(update.publishedAt)}`,
    update.nextUpdateDueAt && `next update due at ${at(update.nextUpdateDueAt)}`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}

/** An approved or published update as the public page has it: frozen figures, and what has changed since. */
const publishedForm = (update: ShownUpdate): PublishedUpdate => ({
  number: update.number,
  kind: update.kind,
  corrects: update.corrects,
  title: update.title,
  path: '',
  publishedAt: (update.publishedAt ?? update.createdAt).toISOString(),
  author: update.authors.join(', '),
  approvedBy: update.approvedBy ?? '',
  body: update.body,
  claims: update.claims.map(({ key, text, asOf, evidence, holds, stoppedAt, nowText }) => ({
    key,
    text,
    asOf: asOf.toISOString(),
    evidence: evidence.text,
    holds,
    stoppedAt: stoppedAt?.toISOString() ?? null,
    nowText,
  })),
});
