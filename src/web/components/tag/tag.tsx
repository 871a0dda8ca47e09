import type { FC } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames } from '../markup.ts';

export type TagColour =
  | 'white'
  | 'grey'
  | 'green'
  | 'aqua-green'
  | 'blue'
  | 'purple'
  | 'pink'
  | 'red'
  | 'orange'
  | 'yellow';

export interface TagOptions extends CommonOptions {
  /** An adjective in sentence case. It must be understood without the colour. */
  text: Content;
  /** `false` for no background at all. */
  colour?: TagColour | false | undefined;
  border?: boolean | undefined;
}

/** A status word. Not a link, not a verb, and as few on a page as possible. */
export const Tag: FC<TagOptions> = ({ id, classes, text, colour, border = true }) => (
  <strong
    class={classNames(
      'nhsuk-tag',
      colour && `nhsuk-tag--${colour}`,
      colour === false && 'nhsuk-tag--no-colour',
      !border && 'nhsuk-tag--no-border',
      classes,
    )}
    id={id}
  >
    {text}
  </strong>
);
