import type { FC } from 'hono/jsx';
import { formatDateTime } from '#platform/clock';
import { SummaryList } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import { labelOf } from './forms/schema.ts';

type Plain = string | number | boolean | null | undefined | Date;

const isPlain = (value: unknown): value is Plain =>
  value === null || value === undefined || typeof value !== 'object' || value instanceof Date;

function plainText(value: Plain): string {
  if (value === null || value === undefined || value === '') return 'None';
  if (value instanceof Date) return formatDateTime(value);
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return String(value);
}

const shownEntries = 200;

/** Any value as text that can be read: lists as lists, objects as names and values. */
const Value: FC<{ value: unknown }> = ({ value }) => {
  if (isPlain(value)) return <>{plainText(value)}</>;
  if (value instanceof Map || value instanceof Set) return <Value value={[...value]} />;
  if (Array.isArray(value)) {
    if (value.length === 0) return <>None</>;
    return (
      <>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {value.slice(0, shownEntries).map((each) => (
            <li>
              <Value value={each} />
            </li>
          ))}
        </ul>
        {value.length > shownEntries ? <p>And {value.length - shownEntries} more.</p> : null}
      </>
    );
  }
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.every(([, each]) => isPlain(each)))
    return <>{entries.map(([name, each]) => `${labelOf(name)}: ${plainText(each as Plain)}`).join('. ')}</>;
  return <Entries value={value as Record<string, unknown>} />;
};

const Entries: FC<{ value: Record<string, unknown> }> = ({ value }) => (
  <SummaryList
    rows={Object.entries(value).map(([name, each]) => ({
      key: labelOf(name),
      value: <Value value={each} />,
    }))}
  />
);

/** A link that is shown this once. */
const SecretLink: FC<{ address: string; expiresAt: Date }> = ({ address, expiresAt }) => (
  <>
    <p>
      Send this link to the person, over a channel that only they read. It works once, until{' '}
      {formatDateTime(expiresAt)}, and is not shown again.
    </p>
    <p class="allclear-token" id="link">
      {address}
    </p>
  </>
);

/** What a verb answered. */
export const Result: FC<{
  heading: string;
  result: unknown;
  back: string | undefined;
  address: string;
}> = ({ heading, result, back, address }) => (
  <>
    <h1>{heading.replace(/\.$/, '')}</h1>
    {isLink(result) ? (
      <SecretLink address={`${address}${result.path}`} expiresAt={result.expiresAt} />
    ) : isPlain(result) || Array.isArray(result) ? (
      <Value value={result} />
    ) : (
      <Entries value={result as Record<string, unknown>} />
    )}
    <p>
      <a href={back ?? consolePaths.verbs}>Go back</a>
    </p>
  </>
);

const isLink = (result: unknown): result is { path: string; expiresAt: Date } =>
  typeof result === 'object' && result !== null && 'path' in result && 'expiresAt' in result;
