import type { FC } from 'hono/jsx';
import type { Incident } from '#incidents';
import { AllclearError } from '#platform/errors';
import type { PublishedUpdate, Update } from '#publishing';

type UpdateStatus = Update['status'];

import { Button, Details, InsetText, Tag } from '../components/index.ts';
import { updateText } from '../public/claims.ts';
import { UpdateBody } from '../public/parts.tsx';
import { may } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at } from './parts.tsx';
import { numberOf } from './update-edit.tsx';
import { type DraftPreview, incidentOf, previewDraft, type ShownUpdate, showUpdate } from './update-load.ts';
import { chosenStep, mayOverride, OverrideForm, OverrideNote } from './update-override.tsx';

const steps = {
  submit: { verb: 'update.submit', text: 'Submit it for approval', from: ['draft'] },
  approve: { verb: 'update.approve', text: 'Approve it', from: ['submitted', 'approved'] },
  publish: { verb: 'update.publish', text: 'Publish it', from: ['approved'] },
} as const satisfies Record<string, { verb: string; text: string; from: readonly UpdateStatus[] }>;

const isStep = (text: string): text is keyof typeof steps => text in steps;

/** One update: as it reads, where it stands, and the next step for this person. */
export function mountUpdates(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const path = '/console/incidents/:slug/updates/:number';
  const show = async (request: ConsoleRequest, slug: string, number: number, refused?: Refused) => {
    const incident = await incidentOf(request, slug);
    const update = await showUpdate(request, options, slug, number);
    // Before approval nothing is frozen: it is shown as it would read now.
    const preview =
      update.claims.length === 0 ? await previewOf(request, options, incident, update) : undefined;
    const screen = { incident, update, preview, refused, csrf: request.get('csrf') };
    return deps.page(request, {
      title: `${refused ? 'Error: ' : ''}Update ${number}: ${update.title}`,
      content: (
        <UpdateScreen
          {...screen}
          may={(verb) => may(request, options, verb)}
          self={request.get('context').actor.name}
          roles={request.get('context').actor.roles}
          reason={typedText(request.get('typed'), 'override')}
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
      await performWith(request, options, steps[step].verb, { incident: slug, number, ...given });
      return request.redirect(doneAt(consolePaths.update(slug, number), steps[step].verb), 303);
    } catch (error) {
      if (!(error instanceof AllclearError)) throw error;
      return show(request, slug, number, refusedBy(error));
    }
  });
}

const previewOf = (
  request: ConsoleRequest,
  options: ConsoleOptions,
  incident: Incident,
  update: ShownUpdate,
): Promise<DraftPreview> =>
  previewDraft(request, options, incident, {
    title: update.title,
    body: update.body,
    nextUpdateDue: update.nextUpdateDueAt?.toISOString() ?? '',
  });

interface ScreenOptions {
  incident: Incident;
  update: ShownUpdate;
  preview: DraftPreview | undefined;
  refused: Refused | undefined;
  csrf: string;
  may(verb: string): boolean;
  self: string;
  roles: readonly string[];
  /** What was typed as the reason of an override that was refused. */
  reason: string;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const UpdateScreen: FC<ScreenOptions> = ({
  incident,
  update,
  preview,
  refused,
  csrf,
  may,
  self,
  roles,
  reason,
}) => {
  const isAuthor = update.authors.some((author) => author.toLowerCase() === self.toLowerCase());
  const offered = Object.entries(steps).filter(
    ([step, { verb, from }]) =>
      (from as readonly UpdateStatus[]).includes(update.status) &&
      may(verb) &&
      !(step === 'approve' && (isAuthor || !roles.includes('approver'))),
  );
  const links = linksOf(incident, update, may);
  const shown = preview?.update ?? publishedForm(update);
  const asOf = shown.publishedAt;
  return (
    <>
      <Problems refused={refused} fields={['override']} />
      <h1>
        Update {update.number}: {update.title}
        <span class="nhsuk-caption-l">{incident.title}</span>
      </h1>
      <p>
        <Tag text={capital(update.status)} colour="blue" /> {historyOf(update)}
      </p>
      <OverrideNote update={update} />
      <Refusals preview={preview} />
      {offered.length === 0 ? null : (
        <PostForm csrf={csrf}>
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
      {mayOverride(update, roles) ? <OverrideForm csrf={csrf} refused={refused} reason={reason} /> : null}
      <Actions actions={links} />
      <div class="allclear-preview">
        <h2>{update.title}</h2>
        <UpdateBody update={shown} asOf={asOf} headingLevel={2} />
      </div>
      <Details summary="As plain text">
        <pre>{updateText(shown, asOf)}</pre>
      </Details>
    </>
  );
};

const Refusals: FC<{ preview: DraftPreview | undefined }> = ({ preview }) =>
  preview === undefined || preview.refusals.length + preview.advice.length === 0 ? null : (
    <InsetText>
      <p>Before it is approved, look at these:</p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {[...preview.refusals, ...preview.advice].map((text) => (
          <li>{text}</li>
        ))}
      </ul>
    </InsetText>
  );

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
