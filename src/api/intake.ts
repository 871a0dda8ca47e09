import type { IncomingMessage } from 'node:http';
import { estateFileKinds, importEstate } from '#estate';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { parseJson, readBody } from '#platform/http';
import { takeEstateAddresses } from '#publishing';
import { importCalls, importCallsCsv } from '#servicedesk';
import { importReadings, importReadingsCsv } from '#telemetry';
import { isCsv } from './body.ts';

interface Limits {
  maxBodyBytes: number;
}

type Take = (context: Context, request: IncomingMessage, url: URL, limits: Limits) => Promise<unknown>;

/** Rows as JSON or as CSV, by the request's media type; stored and committed before the answer. */
const takeRows =
  (
    fromJson: typeof importReadings | typeof importCalls,
    fromCsv: typeof importReadingsCsv | typeof importCallsCsv,
  ): Take =>
  async (context, request, url, { maxBodyBytes }) => {
    const csv = isCsv(request);
    const bytes = await readBody(request, { maxBytes: maxBodyBytes });
    return csv
      ? fromCsv(context, { bytes, fileName: 'body.csv', ...csvOptions(url) })
      : fromJson(context, parseJson(bytes));
  };

/** `POST /api/v1/readings`: readings of sites and concentrators. */
export const takeReadings = takeRows(importReadings, importReadingsCsv);

/** `POST /api/v1/calls`: calls in the normalised shape. */
export const takeCalls = takeRows(importCalls, importCallsCsv);

/** `POST /api/v1/estate?file=NAME[&kind=…][&icb=…][&subIcb=…][&dryRun=true]`: one estate file as the body. */
export async function takeEstate(
  context: Context,
  request: IncomingMessage,
  url: URL,
  limits: Limits,
): Promise<unknown> {
  const bytes = await readBody(request, { maxBytes: limits.maxBodyBytes });
  const kindText = url.searchParams.get('kind');
  const kind = estateFileKinds.find((each) => each === kindText);
  if (kindText !== null && kind === undefined) {
    throw new AllclearError('input.invalid', `There is no estate file of kind ${kindText}.`);
  }
  const fileName = url.searchParams.get('file') ?? 'estate.csv';
  if (/\p{Cc}/u.test(fileName))
    throw new AllclearError('input.invalid', 'The name of the file cannot be stored. Nothing was changed.', {
      faults: [{ field: 'file', reason: 'holds a character that cannot be shown' }],
    });
  const icb = url.searchParams.get('icb');
  const subIcb = url.searchParams.get('subIcb');
  return importEstate(
    context,
    {
      fileName,
      bytes,
      ...(kind ? { kind } : {}),
      filter: { ...(icb ? { icb } : {}), ...(subIcb ? { subIcb } : {}) },
      dryRun: url.searchParams.get('dryRun') === 'true',
    },
    { takeAddresses: takeEstateAddresses },
  );
}

function csvOptions(url: URL): { source?: string; dryRun: boolean } {
  const source = url.searchParams.get('source');
  return { ...(source ? { source } : {}), dryRun: url.searchParams.get('dryRun') === 'true' };
}
