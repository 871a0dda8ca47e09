import { describe, expect, it } from 'vitest';
import { accuracyPage, answerByLink } from '#review';
import { type TestContext, testContext } from '../../test/support/database.ts';
import type { AccuracyLink } from './accuracy.ts';
import { advance, as, givenReviewAt, hoursLater } from './test-support.ts';

async function opened(): Promise<{ context: TestContext; links: AccuracyLink[]; secrets: string[] }> {
  const context = await testContext();
  await givenReviewAt(context, 'accuracy check');
  const { links } = await as<{ links: AccuracyLink[] }>(context, 'lead', 'review.accuracy-open', {
    closesOn: '2026-04-30',
  });
  return { context, links, secrets: links.map(({ path }) => path.split('/').at(-1) ?? '') };
}

interface Checked {
  accuracy: { odsCode: string; answer: { verdict: string; channel: string } | null; settled: unknown }[];
}
const accuracy = async (context: TestContext) => (await as<Checked>(context, 'lead', 'review.show')).accuracy;

describe('the accuracy check', () => {
  it('asks the practices that lost their connection, each about itself', async () => {
    const { context, links, secrets } = await opened();
    expect(links.map(({ odsCode }) => odsCode)).toEqual(['G99001', 'G99002']);
    expect(new Set(secrets.map((secret) => secret.length))).toEqual(new Set([43]));
    const page = await accuracyPage(context, secrets[0] ?? '');
    expect(page?.facts).toMatchObject({ odsCode: 'G99001', periods: [{ kind: 'outage' }], calls: [] });
    expect(JSON.stringify(page)).not.toContain('G99002');
    expect(page?.sentences[0]).toBe(
      'Your connection failed or was unstable 1 time, for 20 minutes in all. The first was at 7am on Friday 17 April 2026.',
    );
    await expect(as(context, 'lead', 'review.accuracy-open', {})).rejects.toMatchObject({ code: 'conflict' });
  });

  it('stores an answer once however often it is pressed; another answer counts, and the first stays', async () => {
    const { context, secrets } = await opened();
    const [secret = ''] = secrets;
    const agree = { verdict: 'agree', corrections: '', saidBy: 'Jo, practice manager' };
    await answerByLink(context, secret, agree);
    await answerByLink(context, secret, agree);
    await answerByLink(context, secret, { ...agree, verdict: 'correct', corrections: 'Twice, not once.' });
    const [own, other] = await accuracy(context);
    expect(own?.answer).toMatchObject({ verdict: 'correct', channel: 'link' });
    expect(other?.answer).toBeNull();
    expect((await accuracyPage(context, secret))?.answered).toMatchObject({
      corrections: 'Twice, not once.',
    });
  });

  it.each([
    ['no choice', { corrections: '', saidBy: 'Jo' }, 'verdict'],
    ['no name', { verdict: 'agree', corrections: '', saidBy: ' ' }, 'saidBy'],
    ['a correction that says nothing', { verdict: 'correct', corrections: ' ', saidBy: 'Jo' }, 'corrections'],
    ['more than is asked', { verdict: 'agree', saidBy: 'Jo', practice: 'G99002' }, ''],
  ])('refuses %s', async (_, input, field) => {
    const { context, secrets } = await opened();
    await expect(answerByLink(context, secrets[0] ?? '', input)).rejects.toMatchObject({
      code: 'input.invalid',
      faults: [{ field }],
    });
    expect((await accuracy(context))[0]?.answer).toBeNull();
  });

  it('takes no patients', async () => {
    const { context, secrets } = await opened();
    const input = { verdict: 'correct', corrections: 'Patient 943 476 5919 came.', saidBy: 'Jo' };
    await expect(answerByLink(context, secrets[0] ?? '', input)).rejects.toMatchObject({
      code: 'privacy.nhs-number',
    });
  });

  it('shows nothing for a link that is wrong, renewed or expired', async () => {
    const { context, secrets } = await opened();
    const [secret = '', other = ''] = secrets;
    expect(await accuracyPage(context, `${secret.slice(0, -1)}x`)).toBeUndefined();
    const { links } = await as<{ links: AccuracyLink[] }>(context, 'lead', 'review.accuracy-renew', {
      practice: 'g99001',
    });
    expect(await accuracyPage(context, secret)).toBeUndefined();
    expect(await accuracyPage(context, links[0]?.path.split('/').at(-1) ?? '')).toBeDefined();
    expect(await accuracyPage(context, other)).toBeDefined();
    context.clock.advanceTo(new Date('2026-04-30T23:00:00Z'));
    expect(await accuracyPage(context, other)).toBeUndefined();
    await expect(
      answerByLink(context, other, { verdict: 'agree', corrections: '', saidBy: 'Late' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('ends when all have answered, and waits until corrections are dealt with', async () => {
    const { context, secrets } = await opened();
    await answerByLink(context, secrets[0] ?? '', {
      verdict: 'correct',
      corrections: 'Twice.',
      saidBy: 'Jo',
    });
    await as(context, 'desk', 'review.accuracy-answer', {
      practice: 'G99002',
      verdict: 'agree',
      saidBy: 'Reception',
    });
    await expect(advance(context, 'independent review')).rejects.toThrow(
      /Surgery G99001.* has not been dealt with/,
    );
    await expect(
      as(context, 'lead', 'review.accuracy-settle', { practice: 'G99002', outcome: 'accepted', text: 'x' }),
    ).rejects.toMatchObject({ code: 'state.refused' });
    await as(context, 'lead', 'review.accuracy-settle', {
      practice: 'G99001',
      outcome: 'not accepted',
      text: 'Readings show one outage.',
    });
    await advance(context, 'independent review');
  });

  it('shows silence as silence', async () => {
    const { context, secrets } = await opened();
    await answerByLink(context, secrets[0] ?? '', { verdict: 'agree', corrections: '', saidBy: 'Jo' });
    hoursLater(context, 24 * 12);
    await advance(context, 'independent review');
    const { report } = await as<{ report: { sections: { key: string }[] } }>(
      context,
      'lead',
      'review.preview',
    );
    const part = JSON.stringify(report.sections.find(({ key }) => key === 'accuracy'));
    expect(part).toContain('2 were asked, 1 agreed, 0 asked for a correction, and 1 did not answer');
  });
});
