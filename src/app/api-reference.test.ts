import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiFiles, loadResults, openApiDocument } from '#api';
import { allVerbs } from './verbs.ts';

const root = join(import.meta.dirname, '../..');

describe('what is written down of the API', () => {
  it('is up to date (to write it anew: npx tsx src/app/write-api.ts)', async () => {
    for (const { path, text } of await apiFiles(root, allVerbs))
      expect(readFileSync(join(root, path), 'utf8') === text, path).toBe(true);
  }, 120_000);
});

const operation = z.looseObject({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  summary: z.string().min(10),
  tags: z.array(z.string()).min(1),
  parameters: z
    .array(
      z.looseObject({
        name: z.string(),
        in: z.enum(['query']),
        required: z.boolean(),
        schema: z.looseObject({}),
      }),
    )
    .optional(),
  requestBody: z
    .looseObject({
      required: z.literal(true),
      content: z.record(z.string(), z.looseObject({ schema: z.looseObject({}) })),
    })
    .optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.looseObject({})),
});

describe('the OpenAPI document', () => {
  const document = openApiDocument(allVerbs, loadResults());
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, of]) => ({ name: `${method} ${path}`, method, of })),
  );

  it('has an operation for every verb, and one more to read by query for each that changes nothing', () => {
    for (const verb of allVerbs) {
      const found = document.paths[`/api/v1/verbs/${verb.name}`];
      expect(Object.keys(found ?? {}).sort(), verb.name).toEqual(verb.changes ? ['post'] : ['get', 'post']);
    }
  });

  it.each(operations.map((each) => [each.name, each] as const))(
    '%s is well-formed',
    (_name, { of, method }) => {
      const parsed = operation.safeParse(of);
      expect(parsed.error?.issues ?? []).toEqual([]);
      expect(method === 'get' ? of.requestBody : of).not.toBe(method === 'get' ? null : undefined);
      expect(Object.keys(of.responses)).toEqual(
        expect.arrayContaining(['200', '400', '401', '403', '404', '409', '500']),
      );
    },
  );

  it('names each operation once, and only tags that it explains', () => {
    const ids = operations.map(({ of }) => of.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = new Set(document.tags.map((tag) => tag.name));
    for (const { of } of operations) for (const tag of of.tags) expect(tags).toContain(tag);
  });

  it('resolves every reference', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference = '']) => reference,
    );
    expect(references.length).toBeGreaterThan(100);
    for (const reference of new Set(references)) {
      const found = reference
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], document);
      expect(found, reference).toBeDefined();
    }
  });

  it('describes every response, and the shape of every success', () => {
    const named = document.components.responses;
    for (const { name, of } of operations) {
      for (const [status, response] of Object.entries(of.responses)) {
        const reference = '$ref' in response ? String(response.$ref).split('/').at(-1) : undefined;
        const resolved = reference === undefined ? response : named[reference];
        expect(resolved, `${name} ${status}`).toMatchObject({
          description: expect.stringMatching(/.{10}/),
          content: expect.anything(),
        });
      }
    }
    const { results } = loadResults();
    for (const verb of allVerbs) expect(Object.keys(results[verb.name] ?? {}), verb.name).not.toEqual([]);
  });

  it('gives examples that the verbs themselves would take', () => {
    for (const verb of allVerbs) {
      const body = document.paths[`/api/v1/verbs/${verb.name}`]?.post?.requestBody as {
        content: { 'application/json': { example: unknown } };
      };
      const { example } = body.content['application/json'];
      const faults = verb.input.safeParse(example).error?.issues ?? [];
      // What a schema asks beyond its shape (that a text is a date, a slug or a list that adds up) no example can guess.
      const shapeFaults = faults.filter(
        ({ code }) => code === 'invalid_type' || code === 'unrecognized_keys' || code === 'invalid_value',
      );
      expect(shapeFaults, verb.name).toEqual([]);
    }
  });

  it('says how to sign in, and forbids what the server refuses', () => {
    expect(document.security).toEqual([{ token: [] }]);
    for (const { of, method } of operations) {
      if (method !== 'post' || !of.tags.includes('update')) continue;
      const body = of.requestBody as {
        content: { 'application/json': { schema: { additionalProperties: boolean } } };
      };
      expect(body.content['application/json'].schema.additionalProperties).toBe(false);
    }
  });
});
