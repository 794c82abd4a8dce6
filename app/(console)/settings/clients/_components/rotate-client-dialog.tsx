'use client';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { RotateSecretDialog } from '../../../_shell/rotate-secret-dialog.tsx';
import { rotateClientAction } from '../actions.ts';

export interface RotateClientDialogProps extends Surface {
  id: string;
  name: string;
}

/** Replaces the secret of a client. */
export function RotateClientDialog({ id, name, ...surface }: RotateClientDialogProps) {
  return (
    <RotateSecretDialog
      {...surface}
      titles={[`Rotate the secret of ${name}`, `New secret of ${name}`]}
      description="Choose how long the old secret goes on working beside the new one."
      oldLabel="The old secret"
      atOnce="Stops at once, with all access tokens"
      submitLabel="Rotate secret"
      submit={(hours, idempotencyKey) => rotateClientAction({ client_id: id, overlap_hours: hours }, { idempotencyKey })}
      secretLabel={`Client secret of ${name}`}
      envName="TOLLGATE_CLIENT_SECRET"
    />
  );
}
