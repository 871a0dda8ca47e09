import type { FC } from 'hono/jsx';
import type { CommandGroup, ExitCriterion, FactorGrade, OutcomeStatus } from '#incidents';
import { Tag, type TagColour } from '../components/index.ts';
import { type KnownNames, Linkified } from './evidence-links.tsx';
import type { IncidentModel } from './incident-load.ts';
import { type Linker, shown, type VerbLink } from './links.ts';
import { Actions, at, Section } from './parts.tsx';

interface PartOptions {
  model: IncidentModel;
  link: Linker;
}

const gradeColours: Record<FactorGrade, TagColour> = {
  confirmed: 'red',
  supported: 'orange',
  hypothesis: 'yellow',
  'ruled out': 'grey',
};

const outcomeColours: Record<OutcomeStatus, TagColour> = {
  'came true': 'green',
  'partly came true': 'orange',
  'not yet': 'yellow',
  'did not come true': 'red',
  'cannot be measured': 'grey',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const Evidence: FC<{ heading: string; items: readonly string[]; names: KnownNames }> = ({
  heading,
  items,
  names,
}) =>
  items.length === 0 ? null : (
    <>
      <p>
        <strong>{heading}</strong>
      </p>
      <ul class="nhsuk-list nhsuk-list--bullet">
        {items.map((item) => (
          <li>
            <Linkified text={item} names={names} />
          </li>
        ))}
      </ul>
    </>
  );

/** Contributing factors with the evidence for and against; never "the" cause. */
export const Factors: FC<PartOptions & { names: KnownNames }> = ({ model, link, names }) => (
  <Section id="factors" heading="Contributing factors">
    {model.factors.length === 0 ? <p>None is recorded yet.</p> : null}
    {model.factors.map((factor) => (
      <>
        <h3 class="nhsuk-heading-s">
          {factor.title} <Tag text={capital(factor.grade)} colour={gradeColours[factor.grade]} />
        </h3>
        <p>{factor.statement}</p>
        <Evidence heading="For" items={factor.evidenceFor} names={names} />
        <Evidence heading="Against" items={factor.evidenceAgainst} names={names} />
        {factor.evidenceFor.length + factor.evidenceAgainst.length === 0 ? (
          <p>No evidence is recorded yet.</p>
        ) : null}
        {factor.settledBy === null ? null : <p>What would settle it: {factor.settledBy}</p>}
        <Actions actions={shown(link('factor.grade', 'Grade', { key: factor.key }, factor.title))} />
      </>
    ))}
    <Actions actions={shown(link('factor.add', 'Add a factor'))} />
  </Section>
);

/** What was done, what each promised, and whether it came true. */
export const Measures: FC<PartOptions> = ({ model, link }) => (
  <Section id="measures" heading="Measures">
    {model.measures.length === 0 ? <p>None is recorded yet.</p> : null}
    {model.measures.map((measure) => (
      <>
        <h3 class="nhsuk-heading-s">
          {measure.title}{' '}
          {measure.outcome ? (
            <Tag text={capital(measure.outcome.status)} colour={outcomeColours[measure.outcome.status]} />
          ) : null}
        </h3>
        <p>
          {measure.description} {measure.temporary ? 'Temporary. ' : ''}
          Started at {at(measure.startedAt)}
          {measure.endedAt ? `, ended at ${at(measure.endedAt)}` : ''}.
        </p>
        {measure.promise ? (
          <p>Promise: {measure.promise.text}</p>
        ) : (
          <p>It promises nothing that is measured.</p>
        )}
        {measure.outcome ? <p>Outcome: {measure.outcome.text}</p> : null}
        {measure.outcome?.load ? (
          <p>
            Half hours against themselves: {measure.outcome.load.verdict}. {measure.outcome.load.text} As at{' '}
            {at(measure.outcome.load.asOf)}.
          </p>
        ) : null}
        {measure.outcome?.change ? <p>Failures: {measure.outcome.change.sentence}</p> : null}
        {measure.endedAt ? null : (
          <Actions actions={shown(link('measure.end', 'End', { key: measure.key }, measure.title))} />
        )}
      </>
    ))}
    <Actions actions={shown(link('measure.add', 'Add a measure'))} />
  </Section>
);

/** Unknown is not met, and says so. */
const metTag = ({ met }: ExitCriterion) =>
  met === null ? (
    <Tag text="Unknown" colour="grey" />
  ) : met ? (
    <Tag text="Met" colour="green" />
  ) : (
    <Tag text="Not met" colour="red" />
  );

export const Criteria: FC<PartOptions> = ({ model, link }) => (
  <Section id="criteria" heading="Exit criteria">
    {model.exitCriteria.length === 0 ? (
      <p>None is set yet. Without any, the incident cannot be stood down.</p>
    ) : (
      <ul class="nhsuk-list">
        {model.exitCriteria.map((criterion) => (
          <li>
            {metTag(criterion)} <strong>{criterion.title}</strong>. {criterion.text}
            {criterion.asOf ? ` As of ${at(criterion.asOf)}.` : ''}
          </li>
        ))}
      </ul>
    )}
    <Actions actions={shown(link('criterion.add', 'Add an exit criterion'))} />
  </Section>
);

const Group: FC<{ group: CommandGroup; link: Linker; now: Date }> = ({ group, link, now }) => (
  <>
    <h3 class="nhsuk-heading-s">{capital(group.group)}</h3>
    <p>
      {group.purpose}. {group.lead ? `Led by ${group.lead}.` : 'Nobody leads it yet.'}
    </p>
    <ul class="nhsuk-list nhsuk-list--bullet">
      {group.members.map(({ role, person, organisation }) => (
        <li>
          {person}, {role}
          {organisation ? ` (${organisation})` : ''}{' '}
          <Inline link={link('command.release', 'Release', { group: group.group, role, person }, person)} />
        </li>
      ))}
      {group.actions
        .filter(({ doneAt }) => doneAt === null)
        .map(({ number, text, owner, due }) => (
          <li>
            Action {number}, {owner}: {text} {due ? `(due ${at(due)}) ` : ''}
            {due && due < now ? <Tag text="Overdue" colour="red" /> : null}{' '}
            <Inline
              link={link(
                'command.action-done',
                'Mark as done',
                { number: String(number) },
                `action ${number}`,
              )}
            />
          </li>
        ))}
    </ul>
    <Actions
      actions={shown(
        link('command.assign', 'Assign a person', { group: group.group }, `to ${group.group}`),
        link('command.action', 'Add an action', { group: group.group }, `for ${group.group}`),
      )}
    />
  </>
);

const Inline: FC<{ link: VerbLink | undefined }> = ({ link }) =>
  link === undefined ? null : (
    <a href={link.href}>
      {link.text}
      {link.hidden === undefined ? null : <span class="nhsuk-u-visually-hidden"> {link.hidden}</span>}
    </a>
  );

/** The command structure: subgroups, who leads them, what they have to do. */
export const Command: FC<PartOptions> = ({ model, link }) => (
  <Section id="command" heading="Command">
    {model.command.length === 0 ? <p>No subgroup is set up yet.</p> : null}
    {model.command.map((group) => (
      <Group group={group} link={link} now={model.at} />
    ))}
    <Actions actions={shown(link('command.group', 'Set up a subgroup'))} />
  </Section>
);

export const NextSteps: FC<PartOptions> = ({ model, link }) => (
  <Section id="next-steps" heading="What happens next">
    <ul class="nhsuk-list nhsuk-list--bullet">
      {model.nextSteps
        .filter(({ doneAt }) => doneAt === null)
        .map(({ number, text, due }) => (
          <li>
            {text} {due ? `(due ${at(due)}) ` : ''}
            <Inline link={link('nextstep.done', 'Mark as done', { number: String(number) }, text)} />
          </li>
        ))}
    </ul>
    {model.nextSteps.every(({ doneAt }) => doneAt !== null) ? <p>Nothing is planned.</p> : null}
    <Actions actions={shown(link('nextstep.add', 'Add a step'))} />
  </Section>
);
