import { beforeAll, describe, expect, it } from 'vitest';
import { answersOf, coursesOf } from '../../scenarios/april-2026/after.ts';
import { morningPercent } from '../../scenarios/april-2026/after-data.ts';
import { concernText, recoveryAtEnd } from '../../scenarios/april-2026/after-recovery.ts';
import { comments, writtenParts } from '../../scenarios/april-2026/after-texts.ts';
import { aprilWorld, scenario } from '../../scenarios/april-2026/index.ts';
import { systemContext } from '../../src/app/index.ts';
import { findIncident } from '../../src/incidents/index.ts';
import type { Db } from '../../src/platform/db/index.ts';
import { runVerb } from '../../src/platform/verbs/index.ts';
import type { ActionBulletin, ReviewBulletin } from '../../src/publishing/index.ts';
import { recoveryProgress, recoveryVerbs } from '../../src/recovery/index.ts';
import { actionsStillOpen, overdueActions, reviewVerbs } from '../../src/review/index.ts';
import { missingFrom } from './expectations.ts';
import type { Played } from './play.ts';

const path = `/incidents/${scenario.incident}/review`;

const idOf = async (db: Db, slug: string): Promise<number> => (await findIncident(db, slug)).id;

/** April goes on to the end of June on the same simulated clock: what the test before left is where it begins. */
export function describeAfter(played: () => Played): void {
  describe('and after it, to the end of June', () => {
    const answers = answersOf(aprilWorld());
    const asked =
      answers.agree.length + answers.correct.length + answers.silent.length + answers.telephone.length;
    let review: ReviewBulletin | undefined;
    const action = (number: number): ActionBulletin | undefined =>
      played()
        .bulletin()
        .actions.find(({ reference }) => reference.endsWith(`/${number}`));
    beforeAll(async () => {
      const started = process.hrtime.bigint();
      await played().play(scenario.afterEvents());
      review = played().bulletin().reviews[0];
      process.stderr.write(
        `April from 29 April to 30 June: ${Number((process.hrtime.bigint() - started) / 1_000_000n)} ms\n`,
      );
    }, 300_000);

    it('is stood down once every criterion is measured to be met', () => {
      const [incident] = played().bulletin().past;
      expect(incident).toMatchObject({
        slug: scenario.incident,
        states: { response: 'stood down', review: 'actions' },
      });
      expect(incident?.exitCriteria.filter(({ met }) => met !== true)).toEqual([]);
    });

    it('counts each practice by its own word, and those that never answered as silent', async () => {
      const courses = coursesOf(aprilWorld());
      const { recovered, recovering, silent } = recoveryAtEnd(courses);
      const [incident] = played().bulletin().past;
      const { db } = systemContext(played().app);
      const { practices, ...progress } = await recoveryProgress(
        db,
        incident ? await idOf(db, incident.slug) : 0,
      );
      const known = new Set(courses.map(({ odsCode }) => odsCode));
      const own = practices.filter(({ odsCode }) => known.has(odsCode));
      const count = (state: string) => own.filter((practice) => practice.state === state).length;
      expect(silent).toBeGreaterThan(10);
      expect([count('recovered'), count('recovering'), count('not replied')]).toEqual([
        recovered,
        recovering,
        silent,
      ]);
      // Callers whose connection readings never saw fail were asked as well.
      expect(progress.notReplied).toBeGreaterThanOrEqual(silent);
      expect(incident?.states.recovery).toBe('recovering');
      expect(incident?.recovery).toMatchObject({
        recovered: progress.recovered,
        notReplied: progress.notReplied,
      });
      const read = await played().read(`/incidents/${scenario.incident}`);
      expect(
        missingFrom(read, [
          `${progress.recovered} of ${progress.total} practices say that they are back to normal`,
          `${progress.notReplied} have not replied. a practice that has not replied is not counted as back to normal`,
        ]),
      ).toEqual([]);
    });

    it('said so on 6 May, and more answers since did not make it untrue', () => {
      const claim = played()
        .bulletin()
        .past[0]?.updates.flatMap(({ claims }) => claims)
        .find(({ key, asOf }) => key === 'recovery.practices' && asOf === '2026-05-06T15:00:00.000Z');
      expect(claim).toMatchObject({ holds: true });
      expect(claim?.text).toMatch(/^\d+ of \d+ practices are back to normal; \d+ have not replied$/);
    });

    it('shows the one practice that says no against readings, and keeps the concern for those who may read it', async () => {
      const context = systemContext(played().app);
      const { incident: slug } = scenario;
      const detail = (await runVerb(recoveryVerbs, context, 'recovery.detail', { incident: slug })) as {
        practices: { report: { odsCode: string }; conflict: { kind: string } | null }[];
        concerns: unknown;
      };
      const stubborn = coursesOf(aprilWorld())[4]?.odsCode;
      expect(detail.practices.filter(({ conflict }) => conflict).map(({ report }) => report.odsCode)).toEqual(
        [stubborn],
      );
      expect(detail.concerns).toEqual({ raised: 1, open: 0, harm: 0 });
      expect(JSON.stringify(played().bulletin())).not.toContain(concernText);
    });

    it('tells the board hours and harm from practices beside what was entered by hand', async () => {
      const context = systemContext(played().app);
      const summary = JSON.stringify(
        await runVerb(reviewVerbs, context, 'review.board-summary', { incident: scenario.incident }),
      );
      const { staffHoursToldBy } = recoveryAtEnd(coursesOf(aprilWorld()));
      expect(summary).toContain('Entered by hand, instead of the sum below: 2,140 hours.');
      expect(summary).toContain(`told by ${staffHoursToldBy} practices of`);
      expect(summary).toContain('Practices raised 1 safety concern: 0 with harm, 0 not settled yet.');
    });

    it('publishes the review of somebody who had no part in it, in two versions with what changed', () => {
      expect(review).toMatchObject({
        state: 'actions',
        reviewer: 'Professor Edith Marlow',
        versions: [
          { version: 2, path: `${path}/2` },
          { version: 1, changes: [] },
        ],
      });
      expect(review?.versions[0]?.changes).toHaveLength(1);
      expect(review?.versions[1]?.publishedAt.slice(0, 10)).toBe('2026-05-29');
    });

    it('states figures of the ground truth, frozen at their time', async () => {
      const { practices, moved } = scenario.expected();
      const read = await played().read(path);
      expect(
        missingFrom(read, [
          `${practices.affectedEver} of ${practices.total} practices`,
          `${moved.word} practices (${moved.practices} of ${moved.total})`,
        ]),
      ).toEqual([]);
    });

    it('has its factors side by side, one of them ruled out, with what attribution computed and what rivals them', async () => {
      const factors = review?.versions[0]?.report.sections.find(({ key }) => key === 'factors');
      expect(factors?.blocks.filter(({ kind }) => kind === 'heading')).toHaveLength(4);
      const text = JSON.stringify(factors);
      expect(text).toMatch(
        /Share of failures that goes with it","text":"\d+% \(between \d+% and \d+%\), as attribution [0-9a-f]{12}/,
      );
      expect(text).toContain('Another explanation');
    });

    it('counts who agreed, who corrected, and who did not answer', async () => {
      const agreed = answers.agree.length + answers.telephone.length;
      expect(answers.silent.length).toBeGreaterThan(10);
      expect(
        missingFrom(await played().read(path), [
          `${asked} were asked, ${agreed} agreed, ${answers.correct.length} asked for a correction, and ${answers.silent.length} did not answer. silence is not agreement`,
          'readings show no loss of connection at the time that was named',
        ]),
      ).toEqual([]);
    });

    it('lets everybody read each comment of the reviewer with the answer to it, and what was lucky', async () => {
      const read = await played().read(path);
      expect(
        missingFrom(
          read,
          comments.flatMap(({ text, answer }) => [text.toLowerCase(), answer.text.toLowerCase()]),
        ),
      ).toEqual([]);
      expect(
        missingFrom(read, ['we had printed the appointment list', 'the second concentrator had been bought']),
      ).toEqual([]);
    });

    it('marks what is left out, everywhere', async () => {
      expect(writtenParts['what-happened']).toContain('Jonas Pike');
      for (const each of [path, `${path}/1`, '/bulletin.json']) {
        const read = await played().read(each);
        expect(read, each).not.toContain('jonas pike');
        expect(missingFrom(read, ['redacted: names a person who has not agreed']), each).toEqual([]);
      }
      const document = await fetch(`${played().app.address}${path}/2.docx`);
      expect(document.headers.get('content-type')).toContain('wordprocessingml');
    });

    it('shows an action that was done, failed its check, was opened again, and is shown to work', () => {
      expect(action(1)).toMatchObject({
        status: 'shown to work',
        dueOn: '2026-06-19',
        originalDueOn: '2026-06-01',
      });
      const checks = action(1)?.checks ?? [];
      expect(checks.map(({ at, outcome }) => [at.slice(0, 10), outcome])).toEqual([
        ['2026-06-05', 'not effective'],
        ['2026-06-26', 'shown to work'],
      ]);
      expect(checks[0]?.text).toContain(`peaked at ${morningPercent.firstCheck}%`);
      expect(checks[1]?.text).toContain(`peaked at ${morningPercent.secondCheck}%`);
    });

    it('shows the others as they are: measured, judged, late, rejected', async () => {
      expect([2, 3, 4, 5].map((number) => [action(number)?.status, action(number)?.overdue])).toEqual([
        ['shown to work', false],
        ['shown to work', false],
        ['accepted', true],
        ['rejected', false],
      ]);
      const { db, clock } = systemContext(played().app);
      expect(await overdueActions(db, clock.now())).toMatchObject([
        { why: 'overdue', action: { number: 4 } },
      ]);
      const read = await played().read('/actions');
      expect(missingFrom(read, ['3 of 5 actions are shown to work', '1 action is overdue'])).toEqual([]);
    });

    it('would tell the next incident on the same concentrator what is not shown to work', async () => {
      const { db } = systemContext(played().app);
      const open = await actionsStillOpen(db, [{ key: 'concentrator', value: 'VPN-A' }]);
      expect(open).toMatchObject([{ incident: { slug: scenario.incident }, actions: [{ number: 4 }] }]);
    });

    it('has a chain in which nothing was changed', async () => {
      const verified = await runVerb(reviewVerbs, systemContext(played().app), 'review.verify', {
        incident: scenario.incident,
      });
      expect(verified).toMatchObject({ intact: true, brokenEntries: [], alteredEvidence: [] });
    });
  });
}
