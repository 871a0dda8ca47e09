import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { AllclearError, notFound } from '#platform/errors';
import { renderMarkdown } from '#platform/markdown';
import { type ReviewView, type SectionPlan, sectionPlans } from '#review';
import { Button, Details } from '../components/index.ts';
import { ask, mustBeAble } from './ask.ts';
import type { ConsoleApp, ConsoleDeps, ConsoleRequest } from './deps.ts';
import { doneAt, performWith } from './do.tsx';
import { TextArea } from './forms/fields.tsx';
import { faultOf, PostForm, Problems, type Refused, refusedBy } from './forms/form-page.tsx';
import { typedText } from './forms/read.ts';
import type { ConsoleOptions } from './options.ts';
import { Section } from './parts.tsx';
import { mustLoadReview, ReviewHead, reviewPaths } from './review-parts.tsx';

interface Editing {
  text: string;
  preview?: string | undefined;
  refused?: Refused | undefined;
}

/** One part of the report: its text, how it would read, and what is wrong with it. */
export function mountSections(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  const path = '/console/incidents/:slug/review/sections/:key';
  const show = async (request: ConsoleRequest, plan: SectionPlan, view: ReviewView, editing: Editing) =>
    deps.page(request, {
      title: `${editing.refused ? 'Error: ' : ''}${plan.title}`,
      content: (
        <Editor
          {...{ plan, view, editing, csrf: request.get('csrf') }}
          claims={await ask<ClaimLine[]>(request, options, 'claim.list')}
        />
      ),
      ...(editing.refused ? { status: 422 as const } : {}),
    });
  app.get(path, async (request) => {
    mustBeAble(request, options, 'review.section');
    const plan = planAt(request.req.param('key'));
    const view = await mustLoadReview(request, options, request.req.param('slug'));
    return show(request, plan, view, { text: view.sections.written.get(plan.key)?.text ?? '' });
  });
  app.post(path, async (request) => {
    const plan = planAt(request.req.param('key'));
    const slug = request.req.param('slug');
    const text = typedText(request.get('typed'), 'text').replaceAll('\r\n', '\n');
    const view = await mustLoadReview(request, options, slug);
    try {
      if (request.get('typed').has('preview'))
        return show(request, plan, view, { text, preview: await previewOf(request, options, slug, text) });
      await performWith(request, options, 'review.section', { incident: slug, section: plan.key, text });
      return request.redirect(doneAt(reviewPaths.report(slug), 'review.section'), 303);
    } catch (error) {
      if (!(error instanceof AllclearError) || error.code === 'forbidden') throw error;
      return show(request, plan, view, { text, refused: refusedBy(error) });
    }
  });
}

function planAt(key: string): SectionPlan {
  const plan = sectionPlans.find((each) => each.key === key && each.written);
  if (!plan) throw notFound('part of the report', key);
  return plan;
}

const previewOf = async (request: ConsoleRequest, options: ConsoleOptions, incident: string, body: string) =>
  (await ask<{ text: string }>(request, options, 'update.preview', { incident, body })).text;

interface ClaimLine {
  key: string;
  summary: string;
  sentence: string;
}

const Editor: FC<{
  plan: SectionPlan;
  view: ReviewView;
  editing: Editing;
  claims: readonly ClaimLine[];
  csrf: string;
}> = ({ plan, view, editing, claims, csrf }) => (
  <>
    <Problems refused={editing.refused} fields={['text']} />
    <ReviewHead view={view} heading={plan.title} here="" />
    <p>{plan.hint}</p>
    {editing.preview === undefined ? null : (
      <Section id="preview" heading="How it would read now">
        <div class="allclear-preview">{raw(renderMarkdown(editing.preview, { headingLevel: 3 }))}</div>
      </Section>
    )}
    <PostForm csrf={csrf}>
      <TextArea
        name="text"
        label="Text"
        hint="Markdown. Write figures only as claims, such as {{claim practices.affectedEver}}"
        value={editing.text}
        error={faultOf(editing.refused, 'text')}
        rows={18}
      />
      <Button text="Save" /> <Button text="Preview" name="preview" value="yes" variant="secondary" />
    </PostForm>
    <Details summary="Claims that can be used">
      <ul class="nhsuk-list nhsuk-list--bullet">
        {claims.map(({ key, summary }) => (
          <li>
            <code>{`{{claim ${key}}}`}</code>: {summary}
          </li>
        ))}
      </ul>
    </Details>
    <p>
      <a href={reviewPaths.report(view.incident.slug)}>Go back without saving</a>
    </p>
  </>
);
