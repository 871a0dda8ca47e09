import type { FC, PropsWithChildren } from 'hono/jsx';
import type { AllclearError, Fault } from '#platform/errors';
import { Button, ErrorSummary } from '../../components/index.ts';
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

/** Everything wrong with a form, with links to its fields. The heading takes the focus by its place at the top. */
export const Problems: FC<{ refused: Refused | undefined; fields: readonly string[] }> = ({
  refused,
  fields,
}) => {
  if (!refused) return null;
  const errors = refused.faults.map(({ field = '', line, reason }) => {
    const known = fields.find((name) => field === name || field.startsWith(`${name}.`));
    const where = line === undefined ? '' : `Line ${line}: `;
    return {
      text: `${where}${labelOf(known ?? field)}: ${reason}`,
      ...(known ? { href: `#${fieldId(known)}` } : {}),
    };
  });
  const description = [refused.message, refused.remedy].filter(Boolean).join(' ');
  return <ErrorSummary description={description} errors={errors} />;
};

/** A form that posts to its own address unless told otherwise. Scripts leave it alone. */
export const PostForm: FC<
  PropsWithChildren<{
    csrf: string;
    action?: string;
    button?: string;
    warning?: boolean;
    secondary?: boolean;
    classes?: string;
  }>
> = ({ csrf, action, button, warning, secondary, classes, children }) => (
  <form method="post" action={action} class={classes} novalidate data-turbo="false">
    <FormToken csrf={csrf} />
    {children}
    {button === undefined ? null : (
      <Button text={button} variant={warning ? 'warning' : secondary ? 'secondary' : undefined} />
    )}
  </form>
);
