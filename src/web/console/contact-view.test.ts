import { describe, expect, it } from 'vitest';
import { estateVerbs } from '#estate';
import { searchAudit } from '#platform/audit';
import { runVerb } from '#platform/verbs';
import { testContext } from '../../../test/support/database.ts';
import { givenEstate } from '../../../test/support/estate.ts';
import { siteScreens } from './site-screens/test-support.ts';

describe('views of contact details', () => {
  it('are audited with who looked and at whom: by code, by site, as a list, and on the screen of a site', async () => {
    const context = await testContext();
    const { siteCodes } = await givenEstate(context, 2);
    const desk = { ...context, actor: { kind: 'person', name: 'Dee Desk', roles: ['desk'] } as const };
    const [site = ''] = siteCodes;
    await runVerb(estateVerbs, desk, 'estate.practice', { odsCode: 'g99001' });
    await runVerb(estateVerbs, desk, 'estate.site', { site });
    await runVerb(estateVerbs, desk, 'estate.practices', {});
    await runVerb(estateVerbs, desk, 'estate.sites', {});
    expect((await siteScreens(desk).request(`/console/sites/${site}`)).status).toBe(200);
    const views = await searchAudit(context.db, { verb: 'contact.viewed', actor: 'Dee Desk', limit: 10 });
    expect(views.reverse().map(({ subject, data }) => [subject, data])).toEqual([
      ['practice:G99001', { verb: 'estate.practice' }],
      ['practice:G99001', { verb: 'estate.site', site }],
      ['practice:all', { verb: 'estate.practices', practices: 2 }],
      ['practice:all', { verb: 'estate.sites', sites: 2 }],
      ['practice:G99001', { screen: 'site', site }],
    ]);
  });

  it('are not audited when there was nothing to see', async () => {
    const context = await testContext();
    await givenEstate(context, 1);
    const feed = { ...context, actor: { kind: 'token', name: 'feed', roles: ['intake'] } as const };
    await expect(runVerb(estateVerbs, feed, 'estate.practice', { odsCode: 'G99001' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(
      runVerb(estateVerbs, context, 'estate.practice', { odsCode: 'X99999' }),
    ).rejects.toMatchObject({ code: 'not-found' });
    expect(await searchAudit(context.db, { verb: 'contact.viewed', limit: 10 })).toEqual([]);
  });
});
