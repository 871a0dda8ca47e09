import type { FC } from 'hono/jsx';
import type { Advice, Update } from '#publishing';
import { Table, Tag } from '../components/index.ts';
import { consolePaths } from './deps.ts';
import { type Linker, shown } from './links.ts';
import { Actions, at, Section } from './parts.tsx';

const colours = { draft: 'grey', submitted: 'yellow', approved: 'blue', published: 'green' } as const;

/** Every update in every status, newest first. */
export const Updates: FC<{ updates: readonly Update[]; slug: string }> = ({ updates, slug }) => (
  <Section id="updates" heading="Updates">
    {updates.length === 0 ? (
      <p>None is written yet.</p>
    ) : (
      <Table
        caption="Newest first"
        responsive
        compact
        head={['Update', 'Status', 'Written by', 'Published']}
        rows={updates.map((update) => [
          <a href={consolePaths.update(slug, update.number)}>
            {update.number}: {update.title}
          </a>,
          <Tag
            text={update.status.charAt(0).toUpperCase() + update.status.slice(1)}
            colour={colours[update.status]}
          />,
          update.authors.join(', '),
          update.publishedAt ? at(update.publishedAt) : 'Not yet',
        ])}
      />
    )}
  </Section>
);

const kindWords = { do: 'Do', dont: 'Do not', information: 'For information' } as const;

/** Advice for practices: shown in public only once a clinical safety lead has approved it. */
export const Advices: FC<{ advice: readonly Advice[]; link: Linker }> = ({ advice, link }) => (
  <Section id="advice" heading="Advice for practices">
    <ul class="nhsuk-list nhsuk-list--bullet">
      {advice
        .filter(({ withdrawnAt }) => withdrawnAt === null)
        .map((card) => (
          <li>
            {kindWords[card.kind]}: {card.text} (
            {card.approvedBy ? `approved by ${card.approvedBy}` : 'waits for approval'})
            <Actions
              actions={shown(
                card.approvedBy
                  ? undefined
                  : link('advice.approve', 'Approve', { number: String(card.number) }, card.text),
                link('advice.withdraw', 'Withdraw', { number: String(card.number) }, card.text),
              )}
            />
          </li>
        ))}
    </ul>
    <Actions actions={shown(link('advice.propose', 'Propose advice'))} />
  </Section>
);
