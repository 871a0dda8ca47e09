import type { FC, PropsWithChildren } from 'hono/jsx';
import type { CommonOptions, Content, HeadingLevel } from '../markup.ts';
import { classNames, headingTag } from '../markup.ts';

export type PanelOptions = PropsWithChildren<
  CommonOptions & {
    heading: Content;
    headingId?: string | undefined;
    headingLevel?: HeadingLevel | undefined;
    size?: 'm' | 'l' | 'xl' | undefined;
    variant?: 'interruption' | undefined;
  }
>;

/** Says that something is done, at the top of a confirmation page. */
export const Panel: FC<PanelOptions> = (options) => {
  const { id, classes, heading, size, variant, children } = options;
  const Tag = headingTag(options.headingLevel ?? 1);
  return (
    <div
      class={classNames('nhsuk-panel', variant === 'interruption' && 'nhsuk-panel--interruption', classes)}
      id={id}
    >
      <Tag
        class={classNames('nhsuk-panel__heading', size && `nhsuk-panel__heading--${size}`)}
        id={options.headingId}
      >
        {heading}
      </Tag>
      {children ? <div class="nhsuk-panel__body">{children}</div> : null}
    </div>
  );
};
