import { z } from 'zod';
import { authorise } from '#platform/auth';
import { defineVerb, type Verb } from '#platform/verbs';
import { findPracticeByText, findPracticeInput } from './find-practice.ts';
import { importCalls, importCallsInput, instantInput } from './import-calls.ts';
import { matchCall, matchCallInput } from './match-call.ts';
import { mayReadCalls } from './policy.ts';
import { allCallsOpened, feedStates, unmatchedCalls } from './store.ts';

const windowInput = z.strictObject({ from: instantInput, to: instantInput });

/** What can be done with calls themselves; what ties them to an incident is named by the incident's slug, in #incidents. */
export const servicedeskVerbs: Verb[] = [
  defineVerb({
    name: 'call.import',
    summary: 'Takes in calls from a service desk; a batch without calls says that the feed is alive.',
    input: importCallsInput,
    run: importCalls,
  }),
  defineVerb({
    name: 'call.match',
    summary: 'Says by hand which practice a call came from.',
    input: matchCallInput,
    run: matchCall,
  }),
  defineVerb({
    name: 'call.list',
    summary: 'Lists the calls opened from one instant up to another.',
    changes: false,
    input: windowInput,
    async run(context, input) {
      authorise(context.actor, mayReadCalls);
      return allCallsOpened(context.db, input);
    },
  }),
  defineVerb({
    name: 'call.unmatched',
    summary: 'Lists the calls opened in a time that no practice was found for.',
    changes: false,
    input: windowInput,
    async run(context, input) {
      authorise(context.actor, mayReadCalls);
      return unmatchedCalls(context.db, input);
    },
  }),
  defineVerb({
    name: 'call.find-practice',
    summary: 'Finds practices by what somebody typed: part of an ODS code, a name, a town or a postcode.',
    changes: false,
    input: findPracticeInput,
    run: findPracticeByText,
  }),
  defineVerb({
    name: 'call.feeds',
    summary: 'Shows for every source when it last synced and when its latest call was opened.',
    changes: false,
    input: z.strictObject({}),
    async run(context) {
      authorise(context.actor, mayReadCalls);
      return feedStates(context.db);
    },
  }),
];
