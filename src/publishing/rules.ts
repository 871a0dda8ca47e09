import type { Db } from '#platform/db';
import { effective, settingHistory } from '#platform/settings';
import { feedStaleMinutes } from '#servicedesk';
import type { WordTable } from './core/words.ts';
import { publishingParameters } from './model.ts';
import { wordsSetting } from './settings.ts';

/** What administrators have set about sentences. */
export interface PublishingRules {
  /** The call feed is stale after so many minutes without news. */
  callFeedStaleMinutes: number;
  /** The table of words that was in force at an instant. */
  wordsAt(at: Date): WordTable;
}

export const publishingRules = async (db: Db): Promise<PublishingRules> => ({
  callFeedStaleMinutes: await feedStaleMinutes(db, publishingParameters.callFeedStaleMinutes),
  wordsAt: await settingHistory(db, wordsSetting),
});

/** The table of words in force. */
export const wordsNow = (db: Db): Promise<WordTable> => effective(db, wordsSetting);
