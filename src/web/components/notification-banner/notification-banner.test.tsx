import {
  asOptions,
  callBlock,
  contentOf,
  describeFixtures,
  option,
} from '../../../../test/support/nhsuk-fixtures.ts';
import { NotificationBanner } from './notification-banner.tsx';

describeFixtures({
  component: 'notification-banner',
  compared: 15,
  total: 17,
  render: ({ context }) =>
    // Free attributes and another element for the heading are not offered.
    context.attributes || asOptions(context.heading).element ? undefined : (
      <NotificationBanner
        title={option(contentOf(context.title))}
        heading={contentOf(context.heading)}
        text={option(context.text)}
        variant={option(context.variant)}
        role={option(context.role)}
        disableAutoFocus={option(context.disableAutoFocus)}
      >
        {contentOf(context) ?? callBlock}
      </NotificationBanner>
    ),
});
