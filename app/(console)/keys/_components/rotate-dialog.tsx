'use client';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { RotateSecretDialog } from '../../_shell/rotate-secret-dialog.tsx';
import { rotateKeyAction } from '../actions.ts';

export interface RotateDialogProps extends Surface {
  id: string;
  name: string;
}

/** Replaces a key. */
export function RotateDialog({ id, name, ...surface }: RotateDialogProps) {
  return (
    <RotateSecretDialog
      {...surface}
      titles={[`Rotate ${name}`, `New key of ${name}`]}
      description="A new key takes its place. Choose how long the old one goes on working beside it."
      oldLabel="The old key"
      atOnce="Stops at once"
      submitLabel="Rotate key"
      submit={(hours, idempotencyKey) => rotateKeyAction({ key_id: id, overlap_hours: hours }, { idempotencyKey })}
      secretLabel={`Virtual key of ${name}`}
      envName="TOLLGATE_KEY"
    />
  );
}
