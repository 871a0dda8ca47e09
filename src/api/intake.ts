import type { IncomingMessage } from 'node:http';
import { estateFileKinds, importEstate } from '#estate';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { parseJson, readBody } from '#platform/http';
import { importCalls, importCallsCsv } from '#servicedesk';
import { importReadings, importReadingsCsv } from '#telemetry';
import { isCsv } from './body.ts';

interface Limits {
  maxBodyBytes: number;
}

/** `POST /api/v1/readings`: JSON or CSV; stored and committed before the answer. */
export async function takeReadings(
  context: Context,
  request: IncomingMessage,
  url: URL,
  limits: Limits,
): Promise<unknown> {
  const csv = isCsv(request);
  const bytes = await readBody(request, { maxBytes: limits.maxBodyBytes });
  if (!csv) return importReadings(context, parseJson(bytes));
  return importReadingsCsv(context, { bytes, fileName: 'readings.csv', ...csvOptions(url) });
}

/** `POST /api/v1/calls`: JSON or CSV of calls in the normalised shape. */
export async function takeCalls(
  context: Context,
  request: IncomingMessage,
  url: URL,
  limits: Limits,
): Promise<unknown> {
  const csv = isCsv(request);
  const bytes = await readBody(request, { maxBytes: limits.maxBodyBytes });
  if (!csv) return importCalls(context, parseJson(bytes));
  return importCallsCsv(context, { bytes, fileName: 'calls.csv', ...csvOptions(url) });
}

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
  const icb = url.searchParams.get('icb');
  const subIcb = url.searchParams.get('subIcb');
  return importEstate(context, {
    fileName: url.searchParams.get('file') ?? 'estate.csv',
    bytes,
    ...(kind ? { kind } : {}),
    filter: { ...(icb ? { icb } : {}), ...(subIcb ? { subIcb } : {}) },
    dryRun: url.searchParams.get('dryRun') === 'true',
  });
}

function csvOptions(url: URL): { source?: string; dryRun: boolean } {
  const source = url.searchParams.get('source');
  return { ...(source ? { source } : {}), dryRun: url.searchParams.get('dryRun') === 'true' };
}
