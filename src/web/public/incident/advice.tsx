import type { FC } from 'hono/jsx';
import { formatDay, joinWords } from '#platform/clock';
import type { IncidentBulletin } from '#publishing';
import { DoDontList } from '../../components/index.ts';
import { adviceItem, sentence } from '../words.ts';

type Card = IncidentBulletin['advice'][number];

/** Who approved the cards, and when the last one was. */
function approval(cards: readonly Card[]): string {
  const names = [...new Set(cards.map((card) => card.approvedBy))];
  const last =
    cards
      .map((card) => card.approvedAt)
      .sort()
      .at(-1) ?? '';
  return `Approved by ${joinWords(names)} on ${formatDay(new Date(last))}.`;
}

/** What practices can do. Only approved advice gets here. */
export const Advice: FC<{ advice: readonly Card[] }> = ({ advice }) => {
  const texts = (kind: Card['kind']) => advice.filter((card) => card.kind === kind).map((card) => card.text);
  const [dos, donts, notes] = [texts('do'), texts('dont'), texts('information')];
  return (
    <>
      <h2 id="advice">What practices can do</h2>
      {notes.map((text) => (
        <p>{sentence(text)}</p>
      ))}
      {dos.length > 0 ? <DoDontList heading="Do" icon="tick" items={dos.map(adviceItem)} /> : null}
      {donts.length > 0 ? <DoDontList heading="Don't" icon="cross" items={donts.map(adviceItem)} /> : null}
      <p>
        {advice.length === 0
          ? 'There is no advice for practices yet. Follow your business continuity plan.'
          : approval(advice)}
      </p>
    </>
  );
};
