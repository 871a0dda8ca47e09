import type { FC, PropsWithChildren } from 'hono/jsx';
import type { Fault } from '#platform/errors';
import type { Channel, Choices, LinkView } from '#publishing';
import { Button, ErrorSummary, InsetText, NotificationBanner } from '../../components/index.ts';
import { Column, publicPage, type View } from '../layout.tsx';
import { ReportProblem } from '../parts.tsx';
import { paths } from '../paths.ts';
import { AboutFields, ChannelFields, WhenFields } from './fields.tsx';
import type { SubscribeForm } from './form.ts';

interface PageOptions {
  title: string;
  faults?: readonly Fault[];
}

/** A page of its own address that no search engine keeps. */
const page = (view: View, { title, faults = [] }: PageOptions, children: unknown): string =>
  publicPage(view, {
    path: paths.subscribe,
    title: faults.length > 0 ? `Error: ${title}` : title,
    description: 'Get messages about IT issues.',
    noIndex: true,
    trail: [],
    children: (
      <Column>
        {faults.length === 0 ? null : (
          <ErrorSummary
            errors={faults.map(({ field, reason }) => ({
              text: reason,
              ...(field ? { href: `#${field}` } : {}),
            }))}
          />
        )}
        {children as never}
      </Column>
    ),
  });

/** One button that does something. Opening the page does not. */
const ButtonForm: FC<
  PropsWithChildren<{ action?: string; button: string; secondary?: boolean; name?: string }>
> = ({ action, button, secondary, name, children }) => (
  <form method="post" action={action} class="allclear-answer" novalidate>
    {children}
    <Button
      text={button}
      variant={secondary ? 'secondary' : undefined}
      {...(name ? { name, value: 'yes' } : {})}
    />
  </form>
);

/** The form that asks for messages. */
export function subscribePage(
  view: View,
  {
    form,
    faults,
    choices,
    offered,
  }: { form: SubscribeForm; faults: readonly Fault[]; choices: Choices; offered: readonly Channel[] },
): string {
  const shared = { form, faults, choices };
  return page(
    view,
    { title: 'Get updates', faults },
    <>
      <h1>Get updates</h1>
      <p>
        We can write to you when there is news about an issue, and when work is planned. Messages are free,
        and you can stop them at any time. You can also use{' '}
        <a href={paths.elsewhere}>feeds, a calendar or a badge</a>, for which we need nothing from you.
      </p>
      <form method="post" action={paths.subscribe} class="allclear-answer" novalidate>
        <ChannelFields form={form} faults={faults} offered={offered} />
        <AboutFields {...shared} />
        <WhenFields {...shared} />
        <p>
          We keep your address to send these messages and for nothing else. When you stop them we delete it
          after 30 days, or at once if you ask.
        </p>
        <Button text="Send me a message to confirm" />
      </form>
    </>,
  );
}

/** Of a webhook, shown in one answer and kept nowhere. */
const Secret: FC<{ secret: string }> = ({ secret }) => (
  <>
    <p>
      Every post carries a signature as Standard Webhooks has it. Your receiver checks it with this secret:
    </p>
    <p>
      <code class="allclear-address">{secret}</code>
    </p>
    <p>Copy it now. We do not keep it and cannot show it again.</p>
  </>
);

/** The same for every address, known or not. `secret`: of the webhook that was asked for. */
export const sentPage = (view: View, secret?: string): string =>
  page(
    view,
    { title: 'Check your messages' },
    <>
      <h1>Check your messages</h1>
      {secret === undefined ? null : (
        <>
          <h2>Check that posts come from us</h2>
          <Secret secret={secret} />
          <p>
            The post that we have sent now is signed with it, too. If we send posts to this address already,
            they stay signed with the secret that you have.
          </p>
          <h2>Confirm</h2>
        </>
      )}
      <p>
        We have sent a message to the address that you entered, with a link. Open it and press the button
        within 7 days. We send nothing else until you do.
      </p>
      <p>
        If nothing comes within 10 minutes, look in the folder for spam, or check the address and{' '}
        <a href={paths.subscribe}>ask again</a>. We send at most 5 of these messages a day to one address.
      </p>
    </>,
  );

const Chosen: FC<{ link: LinkView }> = ({ link }) => (
  <ul class="nhsuk-list nhsuk-list--bullet">
    {link.chosen.map((line) => (
      <li>{line}</li>
    ))}
  </ul>
);

export const confirmPage = (view: View, link: LinkView): string =>
  page(
    view,
    { title: 'Confirm that you want messages' },
    <>
      <h1>Confirm that you want messages</h1>
      <p>
        For <strong>{link.address}</strong>:
      </p>
      <Chosen link={link} />
      <ButtonForm button="Confirm" />
      <p>If you did not ask for this, close this page. Nothing will be sent.</p>
    </>,
  );

const doneWords: Readonly<Record<string, string>> = {
  confirmed: 'You have confirmed. You will get messages from now on.',
  saved: 'Your choices are saved.',
  restored: 'You will get messages again, as before.',
};

/** What an address hears of, and how to change or end it. */
export function managePage(
  view: View,
  {
    link,
    form,
    faults,
    done,
  }: {
    link: LinkView;
    form: SubscribeForm;
    faults: readonly Fault[];
    done: string | undefined;
  },
): string {
  const shared = { form, faults, choices: link.choices };
  const words = done === undefined ? undefined : doneWords[done];
  return page(
    view,
    { title: 'Your messages', faults },
    <>
      {words && faults.length === 0 ? <NotificationBanner variant="success" text={words} /> : null}
      <h1>Your messages</h1>
      <p>
        For <strong>{link.address}</strong>. Keep the address of this page to come back to it, and show it to
        nobody: whoever has it can change this.
      </p>
      {link.state === 'active' ? null : (
        <InsetText
          text={
            link.state === 'failing'
              ? 'We could not reach this address, so we send nothing to it. Ask for messages again to mend this.'
              : 'You get no messages at this address now.'
          }
        />
      )}
      <Chosen link={link} />
      <form method="post" class="allclear-answer" novalidate>
        <h2>Change what you get</h2>
        <AboutFields {...shared} before={link.wants} />
        <WhenFields {...shared} />
        <Button text="Save" />
      </form>
      {link.channel === 'webhook' ? (
        <>
          <h2>Check that posts come from us</h2>
          <ButtonForm button="Make a new secret" name="newSecret" secondary>
            <p>
              Every post is signed with the secret that was shown when it was asked for. We can make a new
              one, if you have lost that or somebody else saw it. Posts are then signed with the new one at
              once.
            </p>
          </ButtonForm>
        </>
      ) : null}
      <h2>Stop messages</h2>
      <ButtonForm action={`${paths.subscribe}/stop/${link.links.stop}`} button="Stop all messages" secondary>
        <p>We keep your address for 30 days, so that you can take this back.</p>
      </ButtonForm>
      <ButtonForm button="Stop all messages and delete my address" name="delete" secondary>
        <p>Or we delete it now.</p>
      </ButtonForm>
    </>,
  );
}

/** A new secret, in the answer to the button that made it. */
export const secretPage = (view: View, { secret, manage }: { secret: string; manage: string }): string =>
  page(
    view,
    { title: 'Your new secret' },
    <>
      <h1>Your new secret</h1>
      <Secret secret={secret} />
      <p>
        <a href={`${paths.subscribe}/manage/${manage}`}>Back to your messages</a>
      </p>
    </>,
  );

/** Before and after: whoever shares a mailbox can take it back. */
export const stopPage = (view: View, link: LinkView, undo: string | undefined): string =>
  link.state === 'stopped'
    ? page(
        view,
        { title: 'You will get no more messages' },
        <>
          <h1>You will get no more messages</h1>
          <p>
            Nothing more is sent to <strong>{link.address}</strong>.
          </p>
          <p>If this was a mistake, or somebody else uses this mailbox and wants them, take it back.</p>
          <ButtonForm action={`${paths.subscribe}/undo/${undo}`} button="Send messages again" secondary />
          <ButtonForm
            action={`${paths.subscribe}/manage/${link.links.manage}`}
            button="Delete my address"
            name="delete"
            secondary
          >
            <p>We delete your address after 30 days. We can also do it now.</p>
          </ButtonForm>
        </>,
      )
    : page(
        view,
        { title: 'Stop messages' },
        <>
          <h1>Stop messages</h1>
          <p>
            To <strong>{link.address}</strong>. You get these now:
          </p>
          <Chosen link={link} />
          <ButtonForm button="Stop all messages" />
          <p>
            You can also <a href={`${paths.subscribe}/manage/${link.links.manage}`}>change what you get</a>.
          </p>
        </>,
      );

export const undoPage = (view: View, link: LinkView): string =>
  page(
    view,
    { title: 'Send messages again' },
    <>
      <h1>Send messages again</h1>
      <p>
        To <strong>{link.address}</strong>
        {link.state === 'stopped' ? ', as before:' : '. They are on:'}
      </p>
      <Chosen link={link} />
      <ButtonForm button="Send messages again" />
    </>,
  );

export const deletedPage = (view: View): string =>
  page(
    view,
    { title: 'Your address is deleted' },
    <>
      <h1>Your address is deleted</h1>
      <p>
        You will get no more messages. We keep a code made from it, from which it cannot be read, so that no
        list brings it back. You can <a href={paths.subscribe}>ask for messages</a> again at any time.
      </p>
    </>,
  );

/** The same for a link that never was, was for something else, or whose time is over: it tells nothing. */
export const noLinkPage = (view: View): string =>
  page(
    view,
    { title: 'This link does not work' },
    <>
      <h1>This link does not work</h1>
      <p>
        It may be too old, or not whole, or the address may have been deleted. You can{' '}
        <a href={paths.subscribe}>ask for messages</a> again.
      </p>
      <ReportProblem report={view.bulletin.report} />
    </>,
  );

export const tooManyPage = (view: View, remedy: string): string =>
  page(
    view,
    { title: 'Too many requests' },
    <>
      <h1>Too many requests</h1>
      <p>Too many came from your network at once. Nothing was changed. {remedy}</p>
    </>,
  );
