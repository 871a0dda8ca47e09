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

/** The routes that are no verbs: whole batches and files, and what describes the API itself. */
export function intakeOperations(errors: Record<string, object>): Record<string, Record<string, Operation>> {
  const stored = (description: string) => ({
    200: { description, content: { 'application/json': { schema: { type: 'object' } } } },
    ...errors,
  });
  const csv = { 'text/csv': { schema: { type: 'string' } } };
  return {
    '/api/v1/readings': {
      post: {
        operationId: 'takeReadings',
        summary: 'Take in readings of sites and concentrators, as JSON or CSV',
        tags: ['intake'],
        parameters: csvQuery,
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: batch('readings', { site: 'G99001-1', at: '2026-04-29T10:00:00+01:00', tunnel: 'up' }),
            },
            ...csv,
          },
        },
        responses: stored('How many were new, and how many were known.'),
      },
    },
    '/api/v1/calls': {
      post: {
        operationId: 'takeCalls',
        summary: 'Take in calls to the service desk, as JSON or CSV',
        tags: ['intake'],
        parameters: csvQuery,
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: batch('calls', {
                externalId: 'INC0001',
                openedAt: '2026-04-29T10:00:00+01:00',
                odsCode: 'G99001',
                shortDescription: 'The network is down',
              }),
            },
            ...csv,
          },
        },
        responses: stored('How many were added, changed and known.'),
      },
    },
    '/api/v1/estate': {
      post: {
        operationId: 'takeEstate',
        summary:
          'Take in one estate file: practices, sites, circuits, firewalls, concentrators, tunnels or tags',
        tags: ['intake'],
        parameters: estateQuery.map(([name, required, description]) => ({
          name,
          in: 'query',
          required,
          description,
          schema: { type: name === 'dryRun' ? 'boolean' : 'string' },
        })),
        requestBody: { required: true, content: csv },
        responses: stored('What the import did.'),
      },
    },
    '/api/v1/verbs': {
      get: {
        operationId: 'listVerbs',
        summary: 'List everything that can be done',
        tags: ['intake'],
        responses: stored('The name and summary of each verb, and whether it changes anything.'),
      },
    },
  };
}
