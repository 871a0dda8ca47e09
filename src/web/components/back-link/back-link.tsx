import type { FC } from 'hono/jsx';
import type { CommonOptions, Content } from '../markup.ts';
import { classNames, safeHref } from '../markup.ts';

export interface BackLinkOptions extends CommonOptions {
  /** Without it the component is a submit button, for use inside a form. */
  href?: string | undefined;
  text?: Content | undefined;
  /** Said before the text by screen readers, such as "Back to". */
  visuallyHiddenText?: string | undefined;
}

/** One step back, above the page heading. */
export const BackLink: FC<BackLinkOptions> = ({ id, classes, href, text, visuallyHiddenText }) => {
  const className = classNames('nhsuk-back-link', classes);
  const inner = (
    <>
      {visuallyHiddenText ? <span class="nhsuk-u-visually-hidden">{visuallyHiddenText} </span> : null}
      {text ?? 'Back'}
    </>
  );
  if (href === undefined) {
    return (
      <button class={className} id={id} type="submit">
        {inner}
      </button>
    );
  }
  return (
    <a class={className} id={id} href={safeHref(href)}>
      {inner}
    </a>
  );
};
