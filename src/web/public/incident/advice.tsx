import type { FC } from 'hono/jsx';
import { formatDay, joinWords } from '#platform/clock';
import type { AdviceCard } from '#publishing';
import { DoDontList } from '../../components/index.ts';
import { adviceItem, sentence, when } from '../words.ts';

/** Who approved the cards, when the last one was, and until when they hold. */
function approval(cards: readonly AdviceCard[], asOf: string): string {
  const names = [...new Set(cards.map((card) => card.approvedBy))];
  const last =
    cards
      .map((card) => card.approvedAt)
      .sort()
      .at(-1) ?? '';
  const [firstEnd = ''] = cards.map((card) => card.expiresAt).sort();
  const same = cards.every((card) => card.expiresAt === firstEnd);
  const until = same
    ? `It holds until ${when(firstEnd, asOf)}`
    : `Some of it ends at ${when(firstEnd, asOf)}`;
  return `Approved by ${joinWords(names)} on ${formatDay(new Date(last))}. ${until}, unless we say so again.`;
}

/** What practices can do. Only approved advice that has not ended gets here. */
export const Advice: FC<{ advice: readonly AdviceCard[]; asOf: string }> = ({ advice: cards, asOf }) => {
  const advice = cards.filter((card) => card.audience === 'practices');
  const texts = (kind: AdviceCard['kind']) =>
    advice.filter((card) => card.kind === kind).map((card) => card.text);
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
          : approval(advice, asOf)}
      </p>
    </>
  );
};
