import { z } from 'zod';
import type { Db } from '#platform/db';
import { defineSetting, effective } from '#platform/settings';

const name = (what: string) =>
  z.string().trim().min(1).max(80).optional().describe(`${what}. As the server was started when left empty`);

/** Who speaks on the pages, and how to reach them. What is not set is as the server was started. */
export const organisationSetting = defineSetting({
  key: 'organisation',
  title: 'Organisation and header',
  summary: 'Set the name of the organisation, the header, and how problems are reported',
  schema: z.strictObject({
    organisation: name('Name in the header of every page'),
    serviceName: name('Name of the public site, beside the organisation and in page titles'),
    reportPhone: z
      .string()
      .trim()
      .regex(/^\+?[\d ()-]{3,30}$/, 'is not a telephone number')
      .optional()
      .describe('Telephone number at which practices report a problem'),
    reportEmail: z
      .email('is not an email address')
      .max(200)
      .optional()
      .describe('Email address at which practices report a problem'),
    reportUrl: z
      .url({ protocol: /^https?$/, error: 'has to begin with https:// or http://' })
      .max(500)
      .optional()
      .describe('Web form at which practices report a problem'),
  }),
  standard: {},
});

/** What the server was started with. */
export interface StartedWith {
  organisation: string;
  serviceName: string;
  reportPhone?: string | undefined;
  reportEmail?: string | undefined;
  reportUrl?: string | undefined;
}

/** The names and ways to report in force: as set in the console, and for the rest as the server was started. */
export async function organisationInForce<T extends StartedWith>(db: Db, started: T): Promise<T> {
  return { ...started, ...(await effective(db, organisationSetting)) };
}
