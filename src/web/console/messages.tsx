import type { FC } from 'hono/jsx';
import type { NoticeCount, UndeliveredMessage } from '#messages';
import { formatNumber } from '#platform/clock';
import { SummaryList, Table, Tag, type TagColour } from '../components/index.ts';
import { ask, may } from './ask.ts';
import { type ConsoleApp, type ConsoleDeps, type ConsoleRequest, consolePaths } from './deps.ts';
import { shown, type VerbLink } from './links.ts';
import type { ConsoleOptions } from './options.ts';
import { Actions, at } from './parts.tsx';

/** What was sent, how far it is, whom it did not reach and why. */
export function mountMessages(app: ConsoleApp, deps: ConsoleDeps, options: ConsoleOptions): void {
  app.get(consolePaths.messages, async (request) => {
    const notices = await ask<NoticeCount[]>(request, options, 'message.list', {});
    return deps.page(request, {
      title: 'Messages',
      live: true,
      content: (
        <>
          <h1>Messages</h1>
          <p>
            One line for each update that was sent, newest first. Single messages, such as a link that
            somebody asked for, are shown only while they wait or when they failed.
          </p>
          {notices.length === 0 ? <p>Nothing was sent yet.</p> : <Notices notices={notices} />}
        </>
      ),
    });
  });
  app.get(`${consolePaths.messages}/:notice{[0-9]+}`, async (request) => {
    const found = await ask<{ notice: NoticeCount; messages: UndeliveredMessage[] }>(
      request,
      options,
      'message.undelivered',
      { notice: Number(request.req.param('notice')) },
    );
    return deps.page(request, {
      title: 'Messages that did not arrive',
      content: <Undelivered {...found} actions={actionsFor(request, options, found.notice)} />,
    });
  });
}

function actionsFor(request: ConsoleRequest, options: ConsoleOptions, notice: NoticeCount): VerbLink[] {
  const back = consolePaths.notice(notice.notice);
  const link = (verb: string, text: string, useful: boolean): VerbLink | undefined =>
    useful && may(request, options, verb)
      ? { text, href: consolePaths.verb(verb, { notice: String(notice.notice) }, back) }
      : undefined;
  return shown(
    link('message.retry', 'Try those that failed again', notice.failed > 0),
    link('message.stop', 'Do not send what still waits', notice.queued > 0),
  );
}

/** In one word how far it is: what somebody has to look at comes first. */
function stateOf({ failed, queued, sending, recipients }: NoticeCount): { text: string; colour: TagColour } {
  if (failed > 0) return { text: `${formatNumber(failed)} failed`, colour: 'red' };
  if (queued + sending > 0) return { text: 'Under way', colour: 'blue' };
  return recipients === 0 ? { text: 'Nobody', colour: 'grey' } : { text: 'Sent', colour: 'green' };
}

const Notices: FC<{ notices: readonly NoticeCount[] }> = ({ notices }) => (
  <Table
    caption="What was sent"
    responsive
    head={['When', 'What', 'State', 'Wait', 'Handed over', 'Arrived', 'Failed', 'Stopped']}
    rows={notices.map((notice) => {
      const { createdAt, subject, kind, exercise, queued, sending, handedOver, delivered, failed, stopped } =
        notice;
      return [
        at(createdAt),
        <>
          <a href={consolePaths.notice(notice.notice)}>{subject}</a> ({exercise ? `${kind}, exercise` : kind})
        </>,
        <Tag {...stateOf(notice)} />,
        formatNumber(queued + sending),
        formatNumber(handedOver),
        formatNumber(delivered),
        formatNumber(failed),
        formatNumber(stopped),
      ];
    })}
  />
);

interface UndeliveredOptions {
  notice: NoticeCount;
  messages: readonly UndeliveredMessage[];
  actions: readonly VerbLink[];
}

const Undelivered: FC<UndeliveredOptions> = ({ notice, messages, actions }) => (
  <>
    <h1>{notice.subject}</h1>
    <SummaryList
      rows={[
        { key: 'Written', value: at(notice.createdAt) },
        { key: 'Recipients', value: formatNumber(notice.recipients) },
        { key: 'Handed over', value: formatNumber(notice.handedOver) },
        { key: 'Arrived, as far as we were told', value: formatNumber(notice.delivered) },
        { key: 'Failed', value: formatNumber(notice.failed) },
        { key: 'Wait', value: formatNumber(notice.queued + notice.sending) },
        ...(notice.mostOften === null ? [] : [{ key: 'Most often because', value: notice.mostOften }]),
        ...(notice.doubts === 0
          ? []
          : [
              {
                key: 'Sent again because nobody knew whether they had arrived',
                value: formatNumber(notice.doubts),
              },
            ]),
      ]}
    />
    <Actions actions={[...actions]} />
    <h2>Whom it did not reach</h2>
    {messages.length === 0 ? (
      <p>Nobody: every message was handed over.</p>
    ) : (
      <Table
        caption={`The first ${formatNumber(messages.length)}, failures first`}
        responsive
        head={['To', 'By', 'State', 'Attempts', 'Why']}
        rows={messages.map(({ address, channel, via, state, attempts, reason, dueAt }) => [
          <span class="allclear-address">{address ?? 'Forgotten'}</span>,
          via === null || via === 'none' ? channel : `${channel} (${via})`,
          <>
            {state}
            {state === 'queued' ? <>, next try {at(dueAt)}</> : null}
          </>,
          formatNumber(attempts),
          reason ?? '',
        ])}
      />
    )}
  </>
);
