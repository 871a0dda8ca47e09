import type { FC } from 'hono/jsx';
import type { Update } from '#publishing';
import { Button, Details, InsetText } from '../components/index.ts';
import { TextArea } from './forms/fields.tsx';
import { faultOf, PostForm, type Refused } from './forms/form-page.tsx';
import { type Typed, typedText } from './forms/read.ts';

/** The step that a form asks for, and what goes to its verb besides: the override is an approval with a reason. */
export function chosenStep(typed: Typed): { step: string; given: { override?: string } } {
  const step = typedText(typed, 'step');
  return step === 'override'
    ? { step: 'approve', given: { override: typedText(typed, 'override') } }
    : { step, given: {} };
}

/** Whether the emergency override is offered: it waits for approval, and this person runs the incident. */
export const mayOverride = (update: Update, roles: readonly string[]): boolean =>
  update.status === 'submitted' && (roles.includes('incident lead') || roles.includes('administrator'));

/** Approving in an emergency. Folded away, so that nobody takes it for the usual way. */
export const OverrideForm: FC<{
  csrf: string;
  version: number;
  refused: Refused | undefined;
  reason: string;
}> = ({ csrf, version, refused, reason }) => (
  <Details
    summary="Nobody can approve it, and it cannot wait"
    open={faultOf(refused, 'override') !== undefined || reason !== ''}
  >
    <p>
      You may approve it under the emergency override, even if you wrote it. Your name and your reason are
      then shown with the update, on the timeline and in the audit trail.
    </p>
    <PostForm csrf={csrf}>
      <input type="hidden" name="version" value={version} />
      <TextArea
        name="override"
        label="Why can no approver read it in time?"
        rows={3}
        value={reason}
        error={faultOf(refused, 'override')}
      />
      <Button text="Approve under emergency override" name="step" value="override" variant="warning" />
    </PostForm>
  </Details>
);

/** Says on the update that it was approved under the override. */
export const OverrideNote: FC<{ update: Update }> = ({ update }) =>
  update.overrideReason === null ? null : (
    <InsetText
      text={`Approved under emergency override by ${update.approvedBy}, because: ${update.overrideReason}`}
    />
  );
