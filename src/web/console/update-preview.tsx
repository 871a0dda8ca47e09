import type { FC } from 'hono/jsx';
import { formatNumber } from '#platform/clock';
import type { Audience, Finding, PublishedUpdate } from '#publishing';
import { Details, WarningCallout } from '../components/index.ts';
import { updateText } from '../public/claims.ts';
import { UpdateBody } from '../public/parts.tsx';
import { counted, Section } from './parts.tsx';
import { changeWords, WordChanges } from './text/changes.tsx';
import type { Changes, DraftPreview } from './update-load.ts';

/** What stands in the way of approving it, and what a reader would stumble over: each with its line and what to do. */
export const Checks: FC<{
  refusals: readonly string[];
  findings: readonly Finding[];
  headingLevel: 2 | 3;
}> = ({ refusals, findings, headingLevel }) => (
  <>
    {refusals.length === 0 ? null : (
      <WarningCallout heading="It could not be approved now" headingLevel={headingLevel}>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {refusals.map((reason) => (
            <li>{reason}</li>
          ))}
        </ul>
      </WarningCallout>
    )}
    {findings.length === 0 ? (
      <p>The checks found nothing.</p>
    ) : (
      <div class="allclear-checks">
        <p>
          <strong>{counted(findings.length, 'thing')} to look at:</strong>
        </p>
        <ul class="nhsuk-list nhsuk-list--bullet">
          {findings.map((finding) => (
            <FindingItem finding={finding} />
          ))}
        </ul>
      </div>
    )}
  </>
);

const FindingItem: FC<{ finding: Finding }> = ({ finding }) => {
  const { field, line, found, problem, remedy, severity } = finding;
  const place = field === 'title' ? 'Title' : line === null ? '' : `Line ${line}`;
  return (
    <li>
      {place === '' ? null : <strong>{place}: </strong>}
      {found === '' ? null : <q>{found}</q>} {problem}. {remedy}.
      {severity === 'refusal' ? <strong> This cannot be overridden.</strong> : null}
    </li>
  );
};

/** The update as its page will have it, and as plain text. */
export const AsPublished: FC<{ update: PublishedUpdate; headingLevel: 2 | 3 }> = ({
  update,
  headingLevel,
}) => (
  <>
    <div class="allclear-preview">
      {headingLevel === 2 ? (
        <h2>{update.title || 'No title yet'}</h2>
      ) : (
        <h3>{update.title || 'No title yet'}</h3>
      )}
      <UpdateBody update={update} asOf={update.publishedAt} headingLevel={headingLevel} />
    </div>
    <Details summary="As plain text">
      <pre>{updateText(update, update.publishedAt)}</pre>
    </Details>
  </>
);

export const ChangesPart: FC<{ changes: Changes | undefined }> = ({ changes }) => (
  <Section id="changes" heading="Against the update before it">
    {changes === undefined ? (
      <p>There is none: this would be the first.</p>
    ) : (
      <>
        <p>
          Against {changes.since}: {changeWords(changes.runs)}
        </p>
        <WordChanges runs={changes.runs} />
      </>
    )}
  </Section>
);

/** Who is told when it is published, counted from what is on record. */
export const AudiencePart: FC<{ audience: Audience }> = ({ audience }) => {
  const { practices, practicesTold, people, channels, practicesWithTelephone } = audience;
  return (
    <Section id="audience" heading="Who will be told">
      <p>
        <strong>
          {counted(people, 'person', 'people')} at {formatNumber(practicesTold)} of{' '}
          {counted(practices, 'practice')}
        </strong>{' '}
        will be sent it. Everybody can read it on the public page.
      </p>
      {channels.length === 0 ? (
        <p>Nobody has subscribed, so no message is sent.</p>
      ) : (
        <ul class="nhsuk-list nhsuk-list--bullet">
          {channels.map((each) => (
            <li>
              {counted(each.people, 'person', 'people')} at {counted(each.practices, 'practice')} by{' '}
              {each.channel}
            </li>
          ))}
        </ul>
      )}
      {practicesWithTelephone === 0 ? null : (
        <p>
          {counted(practicesWithTelephone, 'practice')} that nothing is sent to{' '}
          {practicesWithTelephone === 1 ? 'has' : 'have'} a telephone number on record.
        </p>
      )}
    </Section>
  );
};

export const PreviewPart: FC<{ preview: DraftPreview }> = ({ preview }) => (
  <Section id="preview" heading="Preview">
    <Checks refusals={preview.refusals} findings={preview.findings} headingLevel={3} />
    <AsPublished update={preview.update} headingLevel={3} />
  </Section>
);
