import type { FC } from 'hono/jsx';
import type { Bulletin } from '#publishing';
import { ErrorSummary } from '../components/index.ts';
import { Column, publicPage } from './layout.tsx';
import { type Match, matchPractices } from './match.ts';
import { PracticeSearch } from './parts.tsx';
import { paths } from './paths.ts';
import { PracticeLinks } from './practices.tsx';
import { counted } from './words.ts';

/** What to answer: another address, or a page. */
export type SearchAnswer = { redirect: string } | { html: string };

const longestQuery = 100;
const shownResults = 50;

const NothingFound: FC<{ query: string }> = ({ query }) => (
  <>
    <p>We found no practice for “{query}”. You can:</p>
    <ul class="nhsuk-list nhsuk-list--bullet">
      <li>check the spelling</li>
      <li>try your postcode, such as ME1 1AA, or only its first part</li>
      <li>
        <a href={paths.practices}>look through all practices, A to Z</a>
      </li>
      <li>
        <a href={`${paths.hub}#report`}>contact the service desk</a> if your practice is not on the list
      </li>
    </ul>
  </>
);

const Found: FC<{ match: Match; query: string }> = ({ match, query }) => {
  const { how, practices } = match;
  const area = how === 'area' ? ' in this postcode area' : '';
  return (
    <>
      <p>
        {counted(practices.length, 'practice')} found{area} for “{query}”.
        {practices.length > shownResults
          ? ` Here are the first ${shownResults}. Add a word to see fewer.`
          : ''}
      </p>
      <PracticeLinks practices={practices.slice(0, shownResults)} />
    </>
  );
};

/**
 * Answers `/practices?q=…`. One practice with exactly this ODS code or postcode is answered with its page's address.
 * @param stylesheet path of the style sheet that is served beside it.
 */
export function renderSearch(bulletin: Bulletin, query: string, stylesheet: string): SearchAnswer {
  const asked = query.trim().slice(0, longestQuery);
  const match = matchPractices(bulletin.practices, asked);
  const [only] = match.practices;
  if (only && match.practices.length === 1 && (match.how === 'code' || match.how === 'postcode')) {
    return { redirect: paths.practice(only.odsCode) };
  }
  const empty = match.how === 'nothing asked';
  const title = empty ? 'Error: check your practice' : `${counted(match.practices.length, 'practice')} found`;
  const html = publicPage(
    { bulletin, stylesheet },
    {
      path: `${paths.practices}/search`,
      title,
      description: 'Practices that match a search.',
      trail: [{ text: 'Check your practice', href: paths.practices }],
      noIndex: true,
      children: (
        <Column>
          {empty ? (
            <ErrorSummary errors={[{ text: 'Enter a name, a postcode or an ODS code', href: '#q' }]} />
          ) : null}
          <h1>Check your practice</h1>
          <PracticeSearch value={asked} />
          <h2>Results</h2>
          {empty ? <p>Enter a name, a postcode or an ODS code.</p> : null}
          {empty || match.practices.length > 0 ? null : <NothingFound query={asked} />}
          {match.practices.length > 0 ? <Found match={match} query={asked} /> : null}
        </Column>
      ),
    },
  );
  return { html };
}
