import { authorise } from '#platform/auth';
import { notFound } from '#platform/errors';
import { defineVerb, type Verb } from '#platform/verbs';
import { changeWhenBegun } from './change.ts';
import { explain } from './explain.ts';
import { parseResult } from './keep.ts';
import { measureSuspicion } from './measure.ts';
import {
  changeInput,
  explainVerbInput,
  listInput,
  measureInput,
  recomputeInput,
  showInput,
} from './model.ts';
import { mayReadAttribution } from './policy.ts';
import { recompute } from './recompute.ts';
import { selectResult, selectResults } from './store.ts';

export const attributionVerbs: readonly Verb[] = [
  defineVerb({
    name: 'attribution.explain',
    summary: 'Find what the sites that failed in a period share, against those that did not',
    input: explainVerbInput,
    run: explain,
  }),
  defineVerb({
    name: 'attribution.show',
    summary: 'Show a stored result, or the newest one',
    changes: false,
    input: showInput,
    async run(context, { result }) {
      authorise(context.actor, mayReadAttribution);
      const found = await selectResult(context.db, result);
      if (!found) throw notFound('attribution', result ?? 'yet');
      return parseResult(found);
    },
  }),
  defineVerb({
    name: 'attribution.list',
    summary: 'List the newest stored results',
    changes: false,
    input: listInput,
    async run(context, { limit }) {
      authorise(context.actor, mayReadAttribution);
      return selectResults(context.db, limit);
    },
  }),
  defineVerb({
    name: 'attribution.recompute',
    summary: 'Compute a stored result again from its kept inputs and say whether it is the same to the byte',
    changes: false,
    input: recomputeInput,
    run: recompute,
  }),
  defineVerb({
    name: 'attribution.measure',
    summary: 'Measure one attribute value that somebody suspects, without a search',
    changes: false,
    input: measureInput,
    run: measureSuspicion,
  }),
  defineVerb({
    name: 'attribution.change',
    summary: 'Say whether failures changed when a measure began, by like hours of the week',
    changes: false,
    input: changeInput,
    run: changeWhenBegun,
  }),
];
