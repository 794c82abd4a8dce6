'use client';
import { Dialog } from '#components/ui/dialog.tsx';
import { SecretReveal } from '#components/ui/secret-reveal.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';

/** A secret as it is shown once, after creation. */
export function SecretDialog({ open, onOpenChange }: Surface) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Key created" dismissible={false}>
      <SecretReveal
        label="Virtual key of ci-payments"
        secret="tg_specimen_0000000000000000000000000000"
        envName="OPENAI_API_KEY"
        onStored={() => onOpenChange(false)}
      />
    </Dialog>
  );
}
