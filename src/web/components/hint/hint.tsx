import type { FC } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames } from '../markup.ts';

export interface HintOptions extends CommonOptions {
  text: Content;
}

/** Help with a form field, read out with the field it belongs to. */
export const Hint: FC<HintOptions> = ({ id, classes, text }) => (
  <div class={classNames('nhsuk-hint', classes)} id={id}>
    {text}
  </div>
);
