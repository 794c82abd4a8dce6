'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createRateLimitAction } from '../actions.ts';
import { AmountField } from './amount-field.tsx';
import { scopeWords } from './limit-words.ts';

/** Fetched once the page stands. */
const schema = () => import('./limit-form-schema.ts').then((forms) => forms.limitFormSchema);

/** What a limit can be for, by the field that names it. */
export interface LimitPlaces {
  department_id: readonly ComboboxOption[];
  team_id: readonly ComboboxOption[];
  user_id: readonly ComboboxOption[];
  role_id: readonly ComboboxOption[];
  key_id: readonly ComboboxOption[];
  connection_id: readonly ComboboxOption[];
}

const fieldOf = {
  department: 'department_id',
  team: 'team_id',
  user: 'user_id',
  role: 'role_id',
  key: 'key_id',
  target: 'connection_id',
} as const;
type PlacedScope = keyof typeof fieldOf;
const isPlaced = (scope: unknown): scope is PlacedScope => typeof scope === 'string' && scope in fieldOf;

const scopes = Object.entries(scopeWords).map(([value, label]) => ({ value, label }));
const metrics = [
  { value: 'requests', label: 'Requests' },
  { value: 'tokens', label: 'Tokens' },
  { value: 'cost', label: 'Cost' },
  { value: 'concurrency', label: 'Calls at a time' },
];
type Metric = 'requests' | 'tokens' | 'cost' | 'concurrency';
const isMetric = (value: unknown): value is Metric => metrics.some((one) => one.value === value);
const windows = [
  { value: 'minute', label: 'A minute' },
  { value: 'hour', label: 'An hour' },
  { value: 'day', label: 'A day' },
  { value: 'month', label: '30 days' },
];
const sharing = [
  { value: 'all', label: 'Everybody in it together' },
  { value: 'user', label: 'Each person' },
  { value: 'key', label: 'Each key' },
];

function ScopeFields({ places }: { places: LimitPlaces }) {
  const { scope } = useFormState().values;
  return (
    <>
      <SelectField name="scope" label="For" options={scopes} />
      {isPlaced(scope) ? <ComboboxField name={fieldOf[scope]} label={scopeWords[scope]} options={places[fieldOf[scope]]} /> : null}
      {scope === 'model' || scope === 'target' ? (
        <TextField
          name="model"
          label="Model"
          mono
          optional={scope === 'target'}
          hint={
            scope === 'target' ? 'Empty limits all models of the connection together.' : 'As the usage log names it, wherever it is served.'
          }
        />
      ) : null}
      {scope === 'role' ? null : <SelectField name="per" label="Shared by" options={sharing} />}
    </>
  );
}

/** Whether a limit says its own figures, or has those of a tier. */
function RuleOrTier({ tiers }: { tiers: readonly ComboboxOption[] }) {
  const { tier_id: tier } = useFormState().values;
  if (tiers.length === 0) return <RuleFields />;
  return (
    <>
      <ComboboxField name="tier_id" label="Tier" hint="Has the limits of a tier. Empty: a limit of its own." options={tiers} optional />
      {tier === undefined ? <RuleFields /> : null}
    </>
  );
}

function RuleFields() {
  const { metric: chosen } = useFormState().values;
  const metric = isMetric(chosen) ? chosen : 'requests';
  return (
    <>
      <SelectField name="metric" label="Limits" options={metrics} />
      {metric === 'concurrency' ? null : <SelectField name="window" label="In" options={windows} />}
      <AmountField key={`${metric} limit`} name="limit" label="Limit" metric={metric} />
      {metric === 'concurrency' ? null : (
        <AmountField
          key={`${metric} burst`}
          name="burst"
          label="At once at most"
          metric={metric}
          hint="Spreads calls over the time. Empty lets all of the limit come at once."
          optional
        />
      )}
    </>
  );
}

const allFields: readonly string[] = Object.values(fieldOf);

/** What was chosen for another scope or metric before is not sent. */
function fitting(values: Record<string, unknown>): Record<string, unknown> {
  const { scope, metric } = values;
  const own = isPlaced(scope) ? fieldOf[scope] : undefined;
  const kept = Object.entries(values).filter(([name]) => {
    if (allFields.includes(name)) return name === own;
    if (name === 'model') return scope === 'model' || scope === 'target';
    if (name === 'per') return scope !== 'role';
    if (values.tier_id !== undefined && ['metric', 'window', 'limit', 'burst'].includes(name)) return false;
    return metric !== 'concurrency' || (name !== 'window' && name !== 'burst');
  });
  return Object.fromEntries(kept);
}

export interface NewLimitFormProps {
  places: LimitPlaces;
  tiers: readonly ComboboxOption[];
  preset: Readonly<Record<string, string>>;
}

/** Whom, what, how much, in which time. */
export function NewLimitForm({ places, tiers, preset }: NewLimitFormProps) {
  const router = useRouter();
  return (
    <Form<{ name: string }>
      schema={schema}
      initial={{ scope: 'tenant', per: 'all', metric: 'requests', window: 'minute', ...preset }}
      submitLabel="Create limit"
      submit={(values, options) => createRateLimitAction(fitting(values), options)}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} acts within 2 s.` });
        router.push('/rate-limits');
      }}
      draftKey="rate_limit.create"
    >
      <TextField name="name" label="Name" hint="What people will see when a call is refused: “Search, requests”." autoFocus />
      <ScopeFields places={places} />
      <RuleOrTier tiers={tiers} />
    </Form>
  );
}
