import type { FC, PropsWithChildren } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames } from '../markup.ts';

export type NotificationBannerOptions = PropsWithChildren<
  CommonOptions & {
    title?: string | undefined;
    /** Must be set when a page could show two banners; default `nhsuk-notification-banner-title`. */
    titleId?: string | undefined;
    heading?: Content | undefined;
    /** One paragraph; without a heading it is set as the heading. For anything more, pass children. */
    text?: Content | undefined;
    variant?: 'success' | undefined;
    role?: 'alert' | 'region' | undefined;
    disableAutoFocus?: boolean | undefined;
  }
>;

/** A notice about something other than this page: at most one, above the page heading. */
export const NotificationBanner: FC<NotificationBannerOptions> = (options) => {
  const { variant, heading, text, children } = options;
  const success = variant === 'success';
  const titleId = options.titleId ?? 'nhsuk-notification-banner-title';
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is always set, to one of two that take a label
    <div
      class={classNames(
        'nhsuk-notification-banner',
        options.classes,
        success && 'nhsuk-notification-banner--success',
      )}
      id={options.id}
      data-module="nhsuk-notification-banner"
      data-disable-auto-focus={options.disableAutoFocus?.toString()}
      role={options.role ?? (success ? 'alert' : 'region')}
      aria-labelledby={titleId}
    >
      <div class="nhsuk-notification-banner__header">
        <h2 class="nhsuk-notification-banner__title" id={titleId}>
          {options.title ?? (success ? 'Success' : 'Important')}
        </h2>
      </div>
      <div class="nhsuk-notification-banner__content">
        {heading === undefined ? null : <h3 class="nhsuk-notification-banner__heading">{heading}</h3>}
        {text === undefined ? (
          children
        ) : (
          <p class={heading === undefined ? 'nhsuk-notification-banner__heading' : 'nhsuk-body'}>{text}</p>
        )}
      </div>
    </div>
  );
};
