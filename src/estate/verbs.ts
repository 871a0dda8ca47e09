import { z } from 'zod';
import { authorise } from '#platform/auth';
import type { Context } from '#platform/context';
import type { Db } from '#platform/db';
import { notFound } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import { attributesAt } from './attributes.ts';
import { findConcentrator, listConcentrators } from './concentrators.ts';
import { auditContactView } from './contact-view.ts';
import { importEstate } from './import-estate.ts';
import { atInput, codeInput, estateFileKinds, setSiteAttributeInput } from './model.ts';
import { mayReadEstate } from './policy.ts';
import { findPractice, listPractices } from './practices.ts';
import { setSiteAttribute } from './set-site-attribute.ts';
import { findSite, listSites } from './sites.ts';
import { type TakeAddresses, takeNoAddresses } from './stated-addresses.ts';

function readable(context: Context): Db {
  authorise(context.actor, mayReadEstate);
  return context.db;
}

function found<T>(value: T | undefined, what: string, code: string): T {
  if (value === undefined) throw notFound(what, code);
  return value;
}

/** What can be done to the estate, for the command line and the API; addresses of files go to whoever takes them. */
export const estateVerbsWith = (takeAddresses: TakeAddresses): Verb[] => [
  defineVerb({
    name: 'estate.import',
    summary:
      'Imports an estate file (practices, sites, circuits, firewalls, concentrators, tunnels or tags).',
    input: z.strictObject({
      fileName: z.string().min(1),
      text: z.string(),
      kind: z.enum(estateFileKinds).optional(),
      icb: codeInput.optional(),
      subIcb: codeInput.optional(),
      dryRun: z.boolean().default(false),
    }),
    run: (context, { fileName, text, kind, icb, subIcb, dryRun }) =>
      importEstate(
        context,
        { fileName, bytes: new TextEncoder().encode(text), kind, filter: { icb, subIcb }, dryRun },
        { takeAddresses },
      ),
  }),
  defineVerb({
    name: 'estate.set-attribute',
    summary: 'Records that an attribute of a site has a value since an instant.',
    input: setSiteAttributeInput,
    run: setSiteAttribute,
  }),
  defineVerb({
    name: 'estate.practices',
    summary: 'Lists the practices.',
    changes: false,
    input: z.strictObject({ gpOnly: z.boolean().default(false), activeOnly: z.boolean().default(false) }),
    async run(context, only) {
      const practices = await listPractices(readable(context), only);
      await auditContactView(context, 'all', { verb: 'estate.practices', practices: practices.length });
      return practices;
    },
  }),
  defineVerb({
    name: 'estate.practice',
    summary: 'Shows one practice by its ODS code.',
    changes: false,
    input: z.strictObject({ odsCode: codeInput }),
    async run(context, { odsCode }) {
      const practice = found(await findPractice(readable(context), odsCode), 'practice', odsCode);
      await auditContactView(context, practice.odsCode, { verb: 'estate.practice' });
      return practice;
    },
  }),
  defineVerb({
    name: 'estate.sites',
    summary: 'Lists the sites.',
    changes: false,
    input: z.strictObject({}),
    async run(context) {
      const sites = await listSites(readable(context));
      await auditContactView(context, 'all', { verb: 'estate.sites', sites: sites.length });
      return sites;
    },
  }),
  defineVerb({
    name: 'estate.site',
    summary: 'Shows one site and its attributes as they were at an instant (now unless told otherwise).',
    changes: false,
    input: z.strictObject({ site: codeInput, at: atInput.optional() }),
    run: async (context, { site, at }) => {
      const db = readable(context);
      const known = found(await findSite(db, site), 'site', site);
      const attributes = await attributesAt(db, at ?? context.clock.now());
      await auditContactView(context, known.odsCode, { verb: 'estate.site', site: known.code });
      return { ...known, attributes: attributes.get(known.id) ?? {} };
    },
  }),
  defineVerb({
    name: 'estate.concentrators',
    summary: 'Lists the concentrators with their ratings as at an instant (now unless told otherwise).',
    changes: false,
    input: z.strictObject({ at: atInput.optional() }),
    run: (context, { at }) => listConcentrators(readable(context), at ?? context.clock.now()),
  }),
  defineVerb({
    name: 'estate.concentrator',
    summary: 'Shows one concentrator with its rating as at an instant (now unless told otherwise).',
    changes: false,
    input: z.strictObject({ concentrator: codeInput, at: atInput.optional() }),
    run: async (context, { concentrator, at }) =>
      found(
        await findConcentrator(readable(context), concentrator, at ?? context.clock.now()),
        'concentrator',
        concentrator,
      ),
  }),
];

/** The same, where no contacts are kept. */
export const estateVerbs: Verb[] = estateVerbsWith(takeNoAddresses);
