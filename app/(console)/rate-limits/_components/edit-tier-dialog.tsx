'use client';
import { Dialog } from '#components/ui/dialog.tsx';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { TierForm, type TierToEdit } from './tier-form.tsx';

/** Changes a tier for everything that has it. */
export function EditTierDialog({ open, onOpenChange, tier }: Surface & { tier: TierToEdit }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Edit ${tier.name}`} description="Acts within 2 s on everything that has it.">
      <TierForm tier={tier} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}
