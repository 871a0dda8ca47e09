import type { FC } from 'hono/jsx';
import { Card } from '../card/card.tsx';
import { Icon } from '../icon/icon.tsx';
import type { CommonOptions, Content, HeadingLevel } from '../markup.ts';
import { classNames } from '../markup.ts';

export interface DoDontListOptions extends CommonOptions {
  heading: string;
  headingLevel?: HeadingLevel | undefined;
  icon: 'tick' | 'cross';
  /** Lower case, no full stop. A cross list puts "do not" before each. */
  items: readonly Content[];
  /** Replaces "do not", or adds words before each item of a tick list. */
  prefixText?: string | undefined;
  hidePrefix?: boolean | undefined;
}

const listClasses = { tick: 'nhsuk-list--tick', cross: 'nhsuk-list--cross' } as const;

/** What practices should do, or should not do. */
export const DoDontList: FC<DoDontListOptions> = (options) => {
  const { icon, items } = options;
  const prefix = options.prefixText ?? (icon === 'cross' ? 'do not' : undefined);
  const words = options.hidePrefix || prefix === undefined ? null : `${prefix} `;
  return (
    <Card
      id={options.id}
      classes={options.classes}
      variant="feature"
      heading={{ text: options.heading, level: options.headingLevel ?? 3 }}
    >
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari forgets that it is a list when the bullets are styled away */}
      <ul class={classNames('nhsuk-list', listClasses[icon])} role="list">
        {items.map((item) => (
          <li>
            <Icon name={icon} />
            {words}
            {item}
          </li>
        ))}
      </ul>
    </Card>
  );
};
