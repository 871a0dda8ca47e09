import type { FC } from 'hono/jsx';
import type { CommonOptions, Content, HeadingLevel } from '../markup.ts';
import { classNames, headingTag } from '../markup.ts';

export type LabelSize = 's' | 'm' | 'l' | 'xl';

export interface LabelOptions extends CommonOptions {
  text: Content;
  /** Id of the field. Form components fill it in. */
  for?: string | undefined;
  size?: LabelSize | undefined;
  /** Makes the label the heading of the page or section. */
  heading?: { level?: HeadingLevel | undefined; id?: string | undefined } | undefined;
}

/** The name of a form field. */
export const Label: FC<LabelOptions> = ({ id, classes, text, for: target, size, heading }) => {
  const label = (
    <label class={classNames('nhsuk-label', size && `nhsuk-label--${size}`, classes)} id={id} for={target}>
      {text}
    </label>
  );
  if (heading === undefined) return label;
  const Tag = headingTag(heading.level ?? 1);
  return (
    <Tag class="nhsuk-label-wrapper" id={heading.id}>
      {label}
    </Tag>
  );
};
