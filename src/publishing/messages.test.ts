import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type Recipient, type RecipientsOf, setMode } from '#messages';
import { inTransaction } from '#platform/db';
import { runVerb } from '#platform/verbs';
import { buildBulletin, draftCorrection, publishingVerbsFor } from '#publishing';
import { correctionBody } from './core/correction.ts';
import { updateNotice } from './core/update-notice.ts';
import { selectClaims, selectUpdates, stopClaim } from './store.ts';
import { approve, approver, author, type Desk, givenDesk, publish } from './test-support.ts';

const recipient = (index: number): Recipient => ({
  recipientId: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  kind: 'subscriber',
  channel: 'email',
  address: `person${index}@amberwick.example`,
});

type Asked = Parameters<RecipientsOf>[1];

/** Publishes an approved update with these recipients. */
const publishTo = (desk: Desk, number: number, recipients: readonly Recipient[], asked: Asked[] = []) =>
  runVerb(
    publishingVerbsFor(async function* (_db, what) {
      asked.push(what);
      yield recipients;
    }),
    { ...desk.context, actor: approver },
    'update.publish',
    { incident: 'firewalls', number },
  );

const messages = async (desk: Desk) =>
  (
    await sql<{
      update: number;
      kind: string;
      subject: string;
      address: string;
    }>`select n.update_number as update, n.kind,
      n.subject, m.address from message m join notice n on n.id = m.notice_id order by n.id, m.address`.execute(
      desk.context.db,
    )
  ).rows;

describe('publishing an update', () => {
  it('writes one message to each who is to hear, with the update or not at all', async () => {
    const desk = await givenDesk();
    const number = await approve(desk, '{{claim practices.affectedEver}}.');
    const asked: Asked[] = [];
    const failing = publishTo(
      desk,
      number,
      [{ ...recipient(1), recipientId: 'no uuid' }, recipient(2)],
      asked,
    );
    await failing;
    expect(await messages(desk)).toMatchObject([
      {
        update: 1,
        kind: 'update',
        address: 'person2@amberwick.example',
        subject: 'Firewalls drop their connection: Where we are',
      },
    ]);
    expect(asked).toMatchObject([
      { kind: 'update', updateNumber: 1, severity: 2, practiceIds: expect.any(Array) },
    ]);
    expect(asked[0]?.practiceIds).toHaveLength(10);
    await expect(publishTo(desk, number, [recipient(3)])).rejects.toMatchObject({ code: 'state.refused' });
    const second = await approve(desk, 'Work goes on.');
    const broken = runVerb(
      publishingVerbsFor(async function* () {
        yield [recipient(4)];
        throw new Error('the list could not be read');
      }),
      { ...desk.context, actor: approver },
      'update.publish',
      { incident: 'firewalls', number: second },
    );
    await expect(broken).rejects.toThrow('could not be read');
    expect(await messages(desk)).toHaveLength(1);
    expect(await desk.as(author, 'update.show', { number: second })).toMatchObject({ status: 'approved' });
  });

  it('that lost a sentence drafts its correction, which goes to those who were told', async () => {
    const desk = await givenDesk();
    const { context } = desk;
    const number = await approve(desk, '{{claim practices.affectedEver}}.');
    await publishTo(desk, number, [recipient(1), recipient(2)]);
    const [update] = await selectUpdates(context.db, [1]);
    const updateId = update?.id ?? 0;
    await draftCorrection(context, 1, updateId);
    expect(await selectUpdates(context.db, [1])).toHaveLength(1);
    await expect(desk.as(author, 'update.correct', { number })).rejects.toMatchObject({
      code: 'state.refused',
    });
    const [claim] = await selectClaims(context.db, [updateId]);
    await inTransaction(context, (tx) =>
      stopClaim(tx, claim?.id ?? 0, { at: context.clock.now(), nowText: '12 practices' }),
    );
    await draftCorrection(context, 1, updateId);
    await draftCorrection(context, 1, updateId);
    const [draft, ...others] = await selectUpdates(context.db, [1]);
    expect(others).toHaveLength(1);
    expect(draft).toMatchObject({
      number: 2,
      kind: 'correction',
      corrects: 1,
      status: 'draft',
      authors: ['Allclear'],
      title: 'Correction of update 1',
      body: expect.stringMatching(
        /A sentence in update 1, published on .*We said:.*10 .*Now: 12 practices\./s,
      ),
    });
    const nextUpdateDue = new Date(context.clock.now().getTime() + 86_400_000).toISOString();
    await desk.as(author, 'update.edit', { number: 2, nextUpdateDue });
    await expect(desk.as(author, 'update.correct', { number })).rejects.toMatchObject({
      code: 'state.refused',
    });
    await desk.as(author, 'update.submit', { number: 2 });
    await desk.as(approver, 'update.approve', { number: 2 });
    await publishTo(desk, 2, [recipient(3)]);
    expect((await messages(desk)).filter((each) => each.kind === 'correction')).toMatchObject([
      { update: 2, address: 'person1@amberwick.example', subject: expect.stringContaining('correction:') },
      { address: 'person2@amberwick.example' },
      { address: 'person3@amberwick.example' },
    ]);
  });

  it('in a rehearsal marks its titles everywhere and its pack', async () => {
    const desk = await givenDesk();
    await setMode(desk.context, true);
    await publish(desk, 'Work goes on.');
    const bulletin = await buildBulletin(desk.context.db, desk.context.clock.now(), {
      organisation: 'Board',
      serviceName: 'IT issues',
      publicUrl: 'https://status.example',
      demonstration: false,
      rehearsal: true,
      staleSince: null,
      callFeedStaleMinutes: 60,
      report: { phone: null, email: null, url: null },
    });
    expect(bulletin.organisation.serviceName).toBe('EXERCISE: IT issues');
    expect(bulletin.current.map(({ title }) => title)).toEqual(['EXERCISE: Firewalls drop their connection']);
    expect(JSON.stringify(bulletin.current[0]?.updates[0]?.pack)).toContain('EXERCISE: ');
  });
});

describe('what is sent of an update', () => {
  it('has its words with the frozen figures as text, as safe HTML and in short, on one line where headers are', () => {
    const notice = updateNotice(
      { slug: 'firewalls', title: 'Firewalls\r\nBcc: x@y.example' },
      {
        number: 4,
        kind: 'correction',
        corrects: 3,
        title: 'Where we are',
        body: 'There are {{claim a}}.\n\n<script>alert(1)</script>',
        nextUpdateDueAt: new Date('2026-04-21T09:00:00Z'),
      },
      ['no calls'],
    );
    expect(notice).toMatchObject({
      thread: 'incident.firewalls',
      subject: 'Firewalls Bcc: x@y.example: correction: Where we are',
      path: '/incidents/firewalls/updates/4',
    });
    expect(notice.body).toContain('This corrects update 3.\n\nThere are no calls.');
    expect(notice.body).toContain('Next update: ');
    expect(notice.html).not.toContain('<script');
  });

  it('of a correction says for each sentence what was said, since when it is not true, and what is known', () => {
    const body = correctionBody({ number: 3, publishedAt: new Date('2026-04-20T09:00:00Z') }, [
      { text: 'no calls', stoppedAt: new Date('2026-04-20T10:00:00Z'), nowText: 'one call' },
      { text: 'all moved', stoppedAt: null, nowText: null },
    ]);
    expect(body).toContain('Some sentences in update 3, published on');
    expect(body).toContain('> no calls');
    expect(body).toContain('Now: one call.');
    expect(body).toContain('Now: not known.');
  });
});
