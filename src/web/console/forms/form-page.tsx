import type { FC, PropsWithChildren } from 'hono/jsx';
import type { AllclearError, Fault } from '#platform/errors';
import { Button } from '../../components/index.ts';
import { FormToken } from '../shell.tsx';
import { fieldId } from './fields.tsx';
import { labelOf } from './schema.ts';

/** What a form is told after a refusal: the message, and each fault by its field. */
export interface Refused {
  message: string;
  remedy?: string | undefined;
  faults: readonly Fault[];
}

export const refusedBy = ({ message, remedy, faults }: AllclearError): Refused => ({
  message,
  remedy,
  faults,
});

/** The first fault of a field, as a sentence. A fault inside a list (`sites.3`) belongs to the list. */
export function faultOf(refused: Refused | undefined, name: string): string | undefined {
  const fault = refused?.faults.find(({ field }) => field === name || field?.startsWith(`${name}.`));
  return fault && `${labelOf(name)}: ${fault.reason}`;
}

/** What has to be read first: at the top, and with the focus, with or without the script. */
export const Attention: FC<PropsWithChildren<{ heading: string }>> = ({ heading, children }) => (
  <div class="nhsuk-error-summary" tabindex={-1} autofocus>
    <div role="alert">
      <h2 class="nhsuk-error-summary__heading">{heading}</h2>
      <div class="nhsuk-error-summary__body">{children}</div>
    </div>
  </div>
);

/** Everything wrong with a form, with links to its fields. It takes the focus, with or without the script. */
export const Problems: FC<{ refused: Refused | undefined; fields: readonly string[] }> = ({
  refused,
  fields,
}) => {
  if (!refused) return null;
  const errors = refused.faults.map(({ field = '', line, reason }) => {
    const known = fields.find((name) => field === name || field.startsWith(`${name}.`));
    const where = line === undefined ? '' : `Line ${line}: `;
    return { text: `${where}${labelOf(known ?? field)}: ${reason}`, href: known };
  });
  return (
    <Attention heading="There is a problem">
      <p>{[refused.message, refused.remedy].filter(Boolean).join(' ')}</p>
      {errors.length === 0 ? null : (
        <ul class="nhsuk-list nhsuk-error-summary__list">
          {errors.map(({ text, href }) => (
            <li>{href === undefined ? text : <a href={`#${fieldId(href)}`}>{text}</a>}</li>
          ))}
        </ul>
      )}
    </Attention>
  );
};

/** What the browser keeps while somebody types in this form: under which name, and for whom. */
export interface KeptDraft {
  name: string;
  person: string;
}

/** A form that posts to its own address unless told otherwise. Scripts leave it alone. */
export const PostForm: FC<
  PropsWithChildren<{
    csrf: string;
    action?: string;
    button?: string;
    /** A second button, which asks for something and saves nothing. */
    otherButton?: { name: string; text: string };
    warning?: boolean;
    secondary?: boolean;
    classes?: string;
    draft?: KeptDraft;
    /** The form sends a file. */
    files?: boolean;
  }>
> = ({ csrf, action, button, otherButton, warning, secondary, classes, draft, files, children }) => (
  <form
    method="post"
    action={action}
    class={classes}
    enctype={files ? 'multipart/form-data' : undefined}
    novalidate
    data-turbo="false"
    data-draft={draft?.name}
    data-draft-person={draft?.person}
  >
    <FormToken csrf={csrf} />
    {children}
    {button === undefined ? null : (
      <Button text={button} variant={warning ? 'warning' : secondary ? 'secondary' : undefined} />
    )}{' '}
    {otherButton === undefined ? null : (
      <Button text={otherButton.text} name={otherButton.name} value="yes" variant="secondary" />
    )}
  </form>
);
