import { expect, it } from 'vitest';
import { importEstate } from '#estate';
import { runVerb } from '#platform/verbs';
import { publishingVerbs, takeEstateAddresses } from '#publishing';
import { asAdministrator, consoleOptions } from '../../../test/support/console-client.ts';
import { testContext } from '../../../test/support/database.ts';
import { givenEstate } from '../../../test/support/estate.ts';

const file =
  'site_code,ods_code,email\nG99001-1,G99001,desk@g99001.example\nG99002-1,G99002,manager@g99002.example\n';

it('contact addresses say whether they came from the estate, or by whom they were put on record', async () => {
  const context = await testContext({ at: new Date('2026-04-20T09:00:00Z') });
  const administrator = await asAdministrator(context, await consoleOptions(context));
  await givenEstate(context, 2);
  const byHand = { practice: 'G99002', channel: 'email', address: 'manager@g99002.example' };
  const desk = { ...context, actor: { kind: 'person', name: 'Des Moor', roles: ['desk'] } as const };
  await runVerb(publishingVerbs, desk, 'contact.add-address', byHand);

  await importEstate(
    context,
    { fileName: 'sites.csv', bytes: Buffer.from(file) },
    { takeAddresses: takeEstateAddresses },
  );
  const shown = await (await administrator.get('/console/subscribers/contacts')).text();
  expect(shown).toContain('10am on Monday 20 April, from the estate');
  expect(shown).toContain('10am on Monday 20 April, by Des Moor');
});
