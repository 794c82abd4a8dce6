'use client';
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { toast } from '#components/ui/toast.ts';
import { setRegionAction } from '../actions.ts';
import { regionOptions } from './region-options.ts';

export interface RegionFieldProps {
  connectionId: string;
  name: string;
  region: string | null;
  /** Of the connection as it was read. */
  version: number;
}

/** Where the provider processes what it is sent; an organization bound to a region depends on it. */
export function RegionField({ connectionId, name, region, version }: RegionFieldProps) {
  const router = useRouter();
  const id = useId();
  const [chosen, setChosen] = useState(region ?? '');
  const [isBusy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const { problem } = await setRegionAction(connectionId, chosen === '' ? null : chosen, version);
    setBusy(false);
    if (problem !== undefined) {
      toast({ tone: 'error', text: problem.errors?.[0]?.detail ?? problem.detail, requestId: problem.request_id });
      return;
    }
    toast({ tone: 'success', text: `The data residency of ${name} is saved.` });
    router.refresh();
  };
  return (
    <Field
      id={id}
      label="Data residency"
      optional
      hint="Where the provider processes what it is sent. An organization bound to a region calls no other."
    >
      {(control) => (
        <span className="flex gap-2">
          <Select
            {...control}
            options={regionOptions}
            placeholder="Not said"
            value={chosen}
            onChange={({ target }) => setChosen(target.value)}
          />
          <Button busy={isBusy} disabledReason={chosen === (region ?? '') ? 'Nothing was changed.' : undefined} onClick={() => void save()}>
            Save
          </Button>
        </span>
      )}
    </Field>
  );
}
