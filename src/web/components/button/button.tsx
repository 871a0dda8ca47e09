import type { FC } from 'hono/jsx';
import type { IconName } from '../icon/icon.tsx';
import { Icon } from '../icon/icon.tsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

const variants = {
  brand: 'nhsuk-button--brand',
  login: 'nhsuk-button--login',
  reverse: 'nhsuk-button--reverse',
  secondary: 'nhsuk-button--secondary',
  'secondary-solid': 'nhsuk-button--secondary-solid',
  warning: 'nhsuk-button--warning',
} as const;

export type ButtonVariant = keyof typeof variants;

export interface ButtonOptions extends CommonOptions {
  /** What it does, as a verb. May be left out only when `icon` and `ariaLabel` are given. */
  text?: Content | undefined;
  /** Makes it a link that looks like a button. */
  href?: string | undefined;
  type?: 'submit' | 'button' | 'reset' | undefined;
  name?: string | undefined;
  value?: string | undefined;
  variant?: ButtonVariant | undefined;
  small?: boolean | undefined;
  disabled?: boolean | undefined;
  ariaLabel?: string | undefined;
  icon?: { name: IconName; placement?: 'start' | 'end' | undefined } | undefined;
  preventDoubleClick?: boolean | undefined;
}

const ButtonContent: FC<Pick<ButtonOptions, 'text' | 'icon'>> = ({ text, icon }) => {
  if (icon === undefined) return <>{text}</>;
  const words = text === undefined ? null : <span class="nhsuk-button__content">{text}</span>;
  return icon.placement === 'end' ? (
    <>
      {words}
      <Icon name={icon.name} />
    </>
  ) : (
    <>
      <Icon name={icon.name} />
      {words}
    </>
  );
};

/** A button, or with `href` a link in its shape. */
export const Button: FC<ButtonOptions> = (options) => {
  const { variant, icon, small, href } = options;
  const shared = {
    class: classNames(
      'nhsuk-button',
      variant && variants[variant],
      icon && 'nhsuk-button--icon',
      small && 'nhsuk-button--small',
      options.classes,
    ),
    id: options.id,
    'data-module': 'nhsuk-button',
    'data-prevent-double-click': options.preventDoubleClick?.toString(),
    'aria-label': options.ariaLabel,
  };
  const content = <ButtonContent text={options.text} icon={icon} />;
  if (href !== undefined) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: it leads somewhere, so it stays a link; the role is the design system's
      <a {...shared} href={safeHref(href)} role="button" draggable="false">
        {content}
      </a>
    );
  }
  return (
    <button
      {...shared}
      type={options.type ?? 'submit'}
      name={options.name}
      value={options.value}
      disabled={options.disabled}
      aria-disabled={options.disabled ? 'true' : undefined}
    >
      {content}
    </button>
  );
};
