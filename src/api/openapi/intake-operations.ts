import type { JsonSchema, Operation } from './schema.ts';

const batch = (name: string, example: object): JsonSchema => ({
  type: 'object',
  properties: {
    source: { type: 'string', description: 'Which feed this is.' },
    [name]: { type: 'array', items: { type: 'object' }, description: 'docs/reference has their fields.' },
  },
  required: ['source'],
  example: { source: 'collector', [name]: [example] },
});

const csvQuery = [
  {
    name: 'source',
    in: 'query',
    required: false,
    description: 'Which feed this is, for a CSV body.',
    schema: { type: 'string' },
  },
  {
    name: 'dryRun',
    in: 'query',
    required: false,
    description: 'For a CSV body: says what would happen, and stores nothing.',
    schema: { type: 'boolean' },
  },
];

const estateQuery = [
  ['file', true, 'Name of the file, which tells its kind.'],
  ['kind', false, 'Its kind, when the name does not tell.'],
  ['icb', false, 'Only practices of this integrated care board.'],
  ['subIcb', false, 'Only practices of this sub-ICB location.'],
  ['dryRun', false, 'Says what would happen, and stores nothing.'],
] as const;

type Errors = Record<string, object>;

const csv = { 'text/csv': { schema: { type: 'string' } } };

const stored = (errors: Errors, description: string) => ({
  200: { description, content: { 'application/json': { schema: { type: 'object' } } } },
  ...errors,
});

/** Rows as JSON or CSV. */
const rowsOperation = (
  of: { id: string; summary: string; schema: JsonSchema; answer: string },
  errors: Errors,
): Operation => ({
  operationId: of.id,
  summary: of.summary,
  tags: ['intake'],
  parameters: csvQuery,
  requestBody: { required: true, content: { 'application/json': { schema: of.schema }, ...csv } },
  responses: stored(errors, of.answer),
});

const readings = (errors: Errors): Operation =>
  rowsOperation(
    {
      id: 'takeReadings',
      summary: 'Take in readings of sites and concentrators, as JSON or CSV',
      schema: batch('readings', { site: 'G99001-1', at: '2026-04-29T10:00:00+01:00', tunnel: 'up' }),
      answer: 'How many were new, and how many were known.',
    },
    errors,
  );

const calls = (errors: Errors): Operation =>
  rowsOperation(
    {
      id: 'takeCalls',
      summary: 'Take in calls to the service desk, as JSON or CSV',
      schema: batch('calls', {
        externalId: 'INC0001',
        openedAt: '2026-04-29T10:00:00+01:00',
        odsCode: 'G99001',
        shortDescription: 'The network is down',
      }),
      answer: 'How many were added, changed and known.',
    },
    errors,
  );

const estate = (errors: Errors): Operation => ({
  operationId: 'takeEstate',
  summary: 'Take in one estate file: practices, sites, circuits, firewalls, concentrators, tunnels or tags',
  tags: ['intake'],
  parameters: estateQuery.map(([name, required, description]) => ({
    name,
    in: 'query',
    required,
    description,
    schema: { type: name === 'dryRun' ? 'boolean' : 'string' },
  })),
  requestBody: { required: true, content: csv },
  responses: stored(errors, 'What the import did.'),
});

/** The routes that are no verbs: whole batches and files, and the list of verbs. */
export const intakeOperations = (errors: Errors): Record<string, Record<string, Operation>> => ({
  '/api/v1/readings': { post: readings(errors) },
  '/api/v1/calls': { post: calls(errors) },
  '/api/v1/estate': { post: estate(errors) },
  '/api/v1/verbs': {
    get: {
      operationId: 'listVerbs',
      summary: 'List everything that can be done',
      tags: ['intake'],
      responses: stored(errors, 'The name and summary of each verb, and whether it changes anything.'),
    },
  },
});
