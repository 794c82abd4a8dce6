'use client';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { RotateSecretDialog } from '../../_shell/rotate-secret-dialog.tsx';
import { rotateWebhookAction } from '../actions.ts';

export interface RotateWebhookDialogProps extends Surface {
  id: string;
  name: string;
}

/** Replaces what a webhook signs with. */
export function RotateWebhookDialog({ id, name, ...surface }: RotateWebhookDialogProps) {
  return (
    <RotateSecretDialog
      {...surface}
      titles={[`Rotate the secret of ${name}`, `New secret of ${name}`]}
      description="Messages are signed by a new secret. Choose how long they carry a second signature by the old one."
      oldLabel="The old secret"
      atOnce="Stops signing at once"
      submitLabel="Rotate secret"
      submit={(hours, idempotencyKey) => rotateWebhookAction({ webhook_id: id, overlap_hours: hours }, { idempotencyKey })}
      secretLabel={`Signing secret of ${name}`}
      envName="TOLLGATE_WEBHOOK_SECRET"
    />
  );
}
