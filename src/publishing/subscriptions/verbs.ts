import { defineVerb, type Verb } from '#platform/verbs';
import {
  addContact,
  addContactInput,
  importContacts,
  importContactsInput,
  listContacts,
  listContactsInput,
  removeContact,
  removeContactInput,
} from './contacts.ts';
import {
  followUp,
  followUpInput,
  listMessages,
  listMessagesInput,
  messageInput,
  messageSites,
} from './direct.ts';
import { importInput, importSubscribers } from './import.ts';
import {
  countSubscribers,
  eraseInput,
  eraseSubscriber,
  exportSubscribers,
  listFailing,
  listInput,
  listSubscribers,
  nothingInput,
  resumeFailing,
  resumeInput,
  stopFailing,
  stopFailingInput,
  tidySubscriptions,
} from './manage.ts';

const subscribers: Verb[] = [
  defineVerb({
    name: 'subscription.count',
    summary: 'Count who is told of updates, by channel, state and choice',
    changes: false,
    input: nothingInput,
    run: countSubscribers,
  }),
  defineVerb({
    name: 'subscription.list',
    summary: 'List subscribers with their addresses; who looked is audited',
    changes: false,
    input: listInput,
    run: listSubscribers,
  }),
  defineVerb({
    name: 'subscription.failing',
    summary: 'List addresses to which messages fail, with the reason',
    changes: false,
    input: nothingInput,
    run: listFailing,
  }),
  defineVerb({
    name: 'subscription.export',
    summary: 'Give every subscriber as a CSV file; who did is audited',
    changes: false,
    input: nothingInput,
    run: exportSubscribers,
  }),
  defineVerb({
    name: 'subscription.import',
    summary: 'Add the addresses of a list, or show what that would do',
    input: importInput,
    run: importSubscribers,
  }),
  defineVerb({
    name: 'subscription.erase',
    summary: 'Delete the address of a subscriber at their request',
    input: eraseInput,
    run: eraseSubscriber,
  }),
  defineVerb({
    name: 'subscription.stop-failing',
    summary: 'Send nothing more to an address to which messages fail for good',
    input: stopFailingInput,
    run: stopFailing,
  }),
  defineVerb({
    name: 'subscription.resume',
    summary: 'Send to a failing address again, once it is mended',
    input: resumeInput,
    run: resumeFailing,
  }),
  defineVerb({
    name: 'subscription.tidy',
    summary: 'Delete addresses and requests that are kept no longer',
    input: nothingInput,
    run: tidySubscriptions,
  }),
];

const contacts: Verb[] = [
  defineVerb({
    name: 'contact.addresses',
    summary: 'List how practices and staff are reached; who looked is audited',
    changes: false,
    input: listContactsInput,
    run: listContacts,
  }),
  defineVerb({
    name: 'contact.import',
    summary: 'Add the addresses of practices and staff from a list, or show what that would do',
    input: importContactsInput,
    run: importContacts,
  }),
  defineVerb({
    name: 'contact.add-address',
    summary: 'Put an address of a practice, or of somebody of the staff, on record',
    input: addContactInput,
    run: addContact,
  }),
  defineVerb({
    name: 'contact.remove-address',
    summary: 'Take an address of a practice, or of somebody of the staff, off the record',
    input: removeContactInput,
    run: removeContact,
  }),
  defineVerb({
    name: 'contact.message',
    summary: 'Write to chosen sites directly, noting who was told what',
    input: messageInput,
    run: messageSites,
  }),
  defineVerb({
    name: 'contact.follow-up',
    summary: 'Note that a site of a direct message was told by telephone, or what it answered',
    input: followUpInput,
    run: followUp,
  }),
  defineVerb({
    name: 'contact.messages',
    summary: 'List the direct messages of an incident: which sites were told what, and whether they answered',
    changes: false,
    input: listMessagesInput,
    run: listMessages,
  }),
];

/** Who hears of things, and what is said to chosen sites. */
export const subscriptionVerbs: Verb[] = [...subscribers, ...contacts];
