import { describe, expect, it } from 'vitest';
import type { Context } from '#platform/context';
import { AllclearError } from '#platform/errors';
import { runVerb } from '#platform/verbs';
import { testContext } from '../../test/support/database.ts';
import {
  confirmLink,
  importCalls,
  importCallsCsv,
  linkCalls,
  matchCall,
  rejectLink,
  rematchCalls,
  revertDecision,
  servicedeskVerbs,
  undoLink,
} from './index.ts';

const link = { incidentId: 1, callSource: 'desk', externalId: '1', reason: 'x' };
const subject = {
  incidentId: 1,
  startedAt: new Date(0),
  endedAt: null,
  symptomWords: [],
  affectedPracticeIds: new Set<number>(),
  sharedComponents: [],
  failingNear: () => false,
};
const time = { from: '2026-04-20T00:00:00Z', to: '2026-04-21T00:00:00Z' };
const inputs: Record<string, unknown> = {
  'call.import': { source: 'desk', calls: [] },
  'call.match': { source: 'desk', externalId: '1', practice: 'G99001' },
  'call.list': time,
  'call.unmatched': time,
  'call.feeds': {},
  'call.find-practice': { text: 'surgery' },
};

const done: [string, (context: Context) => Promise<unknown>][] = [
  ['importCalls', (context) => importCalls(context, { source: 'desk', calls: [] })],
  ['importCallsCsv', (context) => importCallsCsv(context, { bytes: Buffer.from(''), fileName: 'x' })],
  ['matchCall', (context) => matchCall(context, { source: 'desk', externalId: '1', practice: 'G99001' })],
  ['rematchCalls', (context) => rematchCalls(context)],
  ['linkCalls', (context) => linkCalls(context, subject)],
  ['confirmLink', (context) => confirmLink(context, link)],
  ['undoLink', (context) => undoLink(context, link)],
  ['rejectLink', (context) => rejectLink(context, link)],
  ['revertDecision', (context) => revertDecision(context, { incidentId: 1, decision: 1 })],
  ...servicedeskVerbs.map((verb): [string, (context: Context) => Promise<unknown>] => [
    verb.name,
    (context) => runVerb(servicedeskVerbs, context, verb.name, inputs[verb.name]),
  ]),
];

describe('somebody without a role', () => {
  it('may do nothing', async () => {
    const context = await testContext({ actor: { kind: 'person', name: 'Nobody', roles: [] } });
    for (const [name, act] of done) {
      const error = await act(context).catch((thrown: unknown) => thrown);
      expect(error, name).toBeInstanceOf(AllclearError);
      expect(error, name).toMatchObject({ code: 'forbidden' });
    }
  });

  it('with an intake token may only import', async () => {
    const context = await testContext({ actor: { kind: 'token', name: 'desk feed', roles: ['intake'] } });
    const allowed: string[] = [];
    for (const [name, act] of done) {
      const error = await act(context).catch((thrown: unknown) => thrown);
      if (!(error instanceof AllclearError) || error.code !== 'forbidden') allowed.push(name);
    }
    expect(allowed).toEqual(['importCalls', 'importCallsCsv', 'call.import']);
  });
});
