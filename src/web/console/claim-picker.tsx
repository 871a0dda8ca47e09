import type { FC } from 'hono/jsx';
import type { ClaimChoice, ClaimGroup } from './claim-choices.ts';
import { counted, Section } from './parts.tsx';

/**
 * What can be said from data, each with its present words. A button puts the sentence at the end of the text, and with the
 * script where the cursor stands. What cannot be said now is told apart, with the reason.
 */
export const ClaimPicker: FC<{ groups: readonly ClaimGroup[] }> = ({ groups }) => (
  <Section id="claims" heading="Figures to put in, as they read now">
    <p class="allclear-small">
      Each stays tied to its data: the page says so beside the sentence when it stops being true.
    </p>
    {groups.map(({ name, choices }) => {
      const sayable = choices.filter(({ refused }) => !refused);
      const refused = choices.filter((choice) => choice.refused);
      return (
        <section class="allclear-claims" aria-label={name}>
          <h3 class="nhsuk-heading-s">{name}</h3>
          {sayable.map((choice) => (
            <Choice choice={choice} />
          ))}
          {refused.length === 0 ? null : <Refused choices={refused} />}
        </section>
      );
    })}
  </Section>
);

const Choice: FC<{ choice: ClaimChoice }> = ({ choice: { key, sentence, says } }) => (
  <div class="allclear-claim">
    <p>{says}</p>
    <button
      type="submit"
      class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
      name="insert"
      value={sentence}
      data-insert={sentence}
    >
      Insert<span class="nhsuk-u-visually-hidden"> {key}</span>
    </button>
  </div>
);

const Refused: FC<{ choices: readonly ClaimChoice[] }> = ({ choices }) => (
  <details class="nhsuk-details" id={`refused-${choices[0]?.key.replaceAll('.', '-')}`}>
    <summary class="nhsuk-details__summary">
      <span class="nhsuk-details__summary-text">{counted(choices.length, 'figure')} cannot be given now</span>
    </summary>
    <div class="nhsuk-details__text">
      {choices.map(({ key, summary, sentence, says }) => (
        <div class="allclear-claim">
          <p>
            {summary}. <strong>Why not:</strong> {says}
          </p>
          <button
            type="submit"
            class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
            name="insert"
            value={sentence}
            data-insert={sentence}
          >
            Insert all the same<span class="nhsuk-u-visually-hidden"> {key}</span>
          </button>
        </div>
      ))}
    </div>
  </details>
);
