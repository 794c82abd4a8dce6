'use client';
import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { Select, type SelectOption } from '#components/ui/select.tsx';
import { toast } from '#components/ui/toast.ts';
import { setPreferenceAction } from '../actions.ts';

/** Somebody who can prefer something, with what they prefer now. */
export interface PreferenceScope {
  readonly kind: 'tenant' | 'department' | 'team';
  readonly id: string;
  readonly label: string;
  readonly connectionIds: readonly string[];
  readonly providers: readonly string[];
  readonly optimization: string | null;
}

export interface PreferenceFormProps {
  scopes: readonly PreferenceScope[];
  connections: readonly SelectOption[];
  providers: readonly SelectOption[];
}

const levels = [
  { value: 'off', label: 'Off: preference alone' },
  { value: 'balanced', label: 'Balanced: cheap, and not slow' },
  { value: 'aggressive', label: 'Aggressive: the cheapest' },
];
const places = ['First', 'Second', 'Third'];

interface RankedProps {
  label: string;
  options: readonly SelectOption[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Up to three choices in their order; those behind an empty one move up. */
function Ranked({ label, options, chosen, onChange }: RankedProps) {
  const set = (place: number, value: string): void =>
    onChange(places.map((_, index) => (index === place ? value : (chosen[index] ?? ''))).filter((one) => one !== ''));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-control">{label}</legend>
      <div className="grid gap-2 sm:grid-cols-3">
        {places.map((place, index) => (
          <Select
            key={place}
            aria-label={`${label}: ${place.toLowerCase()}`}
            placeholder={index === 0 ? `${place}: inherited` : `${place}: none`}
            options={options}
            value={chosen[index] ?? ''}
            onChange={({ target }) => set(index, target.value)}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** What one scope prefers itself; empty fields are inherited from the scope around it. */
function ScopeFields({ scope, connections, providers }: { scope: PreferenceScope } & Omit<PreferenceFormProps, 'scopes'>) {
  const router = useRouter();
  const id = useId();
  const [preferred, setPreferred] = useState(scope);
  const [isBusy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const { problem } = await setPreferenceAction(scope, {
      connection_ids: preferred.connectionIds,
      providers: preferred.providers,
      optimization: preferred.optimization,
    });
    setBusy(false);
    if (problem !== undefined) {
      toast({ tone: 'error', text: problem.errors?.[0]?.detail ?? problem.detail, requestId: problem.request_id });
      return;
    }
    toast({ tone: 'success', text: `What ${scope.label} prefers is saved. Calls follow within 2 s.` });
    router.refresh();
  };
  return (
    <>
      <Ranked
        label="Connections"
        options={connections}
        chosen={preferred.connectionIds}
        onChange={(connectionIds) => setPreferred({ ...preferred, connectionIds })}
      />
      <Ranked
        label="Providers"
        options={providers}
        chosen={preferred.providers}
        onChange={(chosen) => setPreferred({ ...preferred, providers: chosen })}
      />
      <Field id={id} label="Optimization" optional className="max-w-80">
        {(control) => (
          <Select
            {...control}
            placeholder="Inherited"
            options={levels}
            value={preferred.optimization ?? ''}
            onChange={({ target }) => setPreferred({ ...preferred, optimization: target.value === '' ? null : target.value })}
          />
        )}
      </Field>
      <div>
        <Button variant="primary" busy={isBusy} onClick={() => void save()}>
          Save preference
        </Button>
      </div>
    </>
  );
}

/** Whose preference, and what it is. */
export function PreferenceForm({ scopes, connections, providers }: PreferenceFormProps) {
  const id = useId();
  const [chosenId, setChosenId] = useState(scopes[0]?.id);
  const scope = scopes.find((one) => one.id === chosenId);
  return (
    <div className="flex max-w-180 flex-col gap-4">
      <Field id={id} label="For" className="max-w-80">
        {(control) => (
          <Select
            {...control}
            options={scopes.map(({ id: value, label }) => ({ value, label }))}
            value={chosenId ?? ''}
            onChange={({ target }) => setChosenId(target.value)}
          />
        )}
      </Field>
      {scope === undefined ? null : <ScopeFields key={scope.id} scope={scope} connections={connections} providers={providers} />}
    </div>
  );
}
