import type { FC } from 'hono/jsx';
import { dropKeptForm, type KeptFields, keptForms } from '#platform/auth';
import { formatDateTime } from '#platform/clock';
import { SummaryList } from '../components/index.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { doneAt } from './do.tsx';
import { PostForm } from './forms/form-page.tsx';
import { labelOf } from './forms/schema.ts';
import { baseOf } from './guard.ts';
import { fieldsOf, isKeepable, keptField } from './kept.ts';
import type { ConsoleOptions } from './options.ts';

const WhatWasTyped: FC<{ fields: KeptFields }> = ({ fields }) => (
  <SummaryList
    rows={Object.entries(fields)
      .filter(([, values]) => values.some((value) => value.trim() !== ''))
      .map(([name, values]) => ({ key: labelOf(name), value: <pre>{values.join('\n')}</pre> }))}
  />
);

/** Sends the same fields to the same place, with the token of now. */
const SendAgain: FC<{ csrf: string; path: string; fields: KeptFields; id?: number }> = ({
  csrf,
  path,
  fields,
  id,
}) => (
  <PostForm csrf={csrf} action={path} button="Send it now">
    {Object.entries(fields).flatMap(([name, values]) =>
      values.map((value) => <input type="hidden" name={name} value={value} />),
    )}
    {id === undefined ? null : <input type="hidden" name={keptField} value={String(id)} />}
  </PostForm>
);

/** For a form that was refused because of its session: shows what was typed, and lets its writer send it again. */
export const NothingIsLost: FC<{ request: ConsoleRequest }> = ({ request }) => {
  const fields = fieldsOf(request);
  const written = Object.values(fields).some((values) => values.some((value) => value.trim() !== ''));
  if (!written || !isKeepable(request.req.path)) return null;
  const signedIn = request.get('session')?.stage === 'full';
  return (
    <>
      <h2>What you typed</h2>
      {signedIn ? (
        <p>It was not saved. Look at it, and send it again if it is what you want.</p>
      ) : (
        <p>It was not saved. Copy it, sign in, and paste it.</p>
      )}
      <WhatWasTyped fields={fields} />
      {signedIn ? <SendAgain csrf={request.get('csrf')} path={request.req.path} fields={fields} /> : null}
    </>
  );
};

/** What came after a session had ended: to look at, to send, or to drop. */
export function mountKeptForms(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(consolePaths.kept, async (request) => {
    const kept = await keptForms(baseOf(options), request.get('session'));
    const csrf = request.get('csrf');
    return deps.page(request, {
      title: 'What you wrote is kept',
      content: (
        <div class="allclear-reading">
          <h1>What you wrote is kept</h1>
          {kept.length === 0 ? (
            <p>Nothing waits for you here.</p>
          ) : (
            <p>You were signed out before you sent this. Nothing was saved yet, and nothing is lost.</p>
          )}
          {kept.map(({ id, path, fields, keptAt, expiresAt }) => (
            <section aria-labelledby={`kept-${id}`}>
              <h2 id={`kept-${id}`}>Sent at {formatDateTime(keptAt)}</h2>
              <WhatWasTyped fields={fields} />
              <SendAgain csrf={csrf} path={path} fields={fields} id={id} />
              <PostForm
                csrf={csrf}
                action={`${consolePaths.kept}/${id}/drop`}
                button="Throw it away"
                secondary
              />
              <p>It is kept until {formatDateTime(expiresAt)}.</p>
            </section>
          ))}
          <p>
            <a href={consolePaths.now}>Go to the console</a>
          </p>
        </div>
      ),
    });
  });
  app.post(`${consolePaths.kept}/:id/drop`, async (request) => {
    await dropKeptForm(baseOf(options), request.get('session'), request.req.param('id'));
    return request.redirect(doneAt(consolePaths.kept, 'saved'), 303);
  });
}
