'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField, MoneyField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { securityLevels } from '#lib/contracts/security-levels.ts';
import { updateDepartmentSettingsAction, updateTeamSettingsAction, updateTenantSettingsAction } from '../actions.ts';
import { levelWords, type SettingField, type Settings } from './setting-words.ts';
import { ToolsField } from './tools-field.tsx';

export interface SettingsFormProps {
  settings: Settings;
  /** In words, what a field takes over when it is left empty. */
  inherited: Readonly<Partial<Record<SettingField, string>>>;
  people: readonly ComboboxOption[];
  /** Channels that tools may name. */
  channels: readonly ComboboxOption[];
}

const levels = securityLevels.map((value) => ({ value, label: levelWords(value) }));
const optimizations = [
  { value: 'off', label: 'Off: preference alone decides' },
  { value: 'balanced', label: 'Balanced: the cheapest that is not much slower' },
  { value: 'aggressive', label: 'Aggressive: the cheapest' },
];
/** Fields that this form shows. */
const shown = [
  ...(['manager_id', 'cost_center', 'monthly_limit_usd', 'alert_threshold', 'preferred_providers', 'optimization'] as const),
  ...(['data_retention_days', 'security_level', 'collaboration_tools'] as const),
] as const;

const byKind = {
  tenant: { action: updateTenantSettingsAction, fixed: () => ({}) },
  department: { action: updateDepartmentSettingsAction, fixed: (id: string) => ({ department_id: id }) },
  team: { action: updateTeamSettingsAction, fixed: (id: string) => ({ team_id: id }) },
};

/** A list without rows takes over what is around it, as an empty field does. */
const rowsOrNull = (value: unknown): unknown => (value === undefined || (Array.isArray(value) && value.length === 0) ? null : value);

/** Fetched once the page stands; one schema fits the three kinds, the place is named besides. */
const schema = () => import('#lib/contracts/place-settings.ts').then((contract) => contract.tenantSettingsUpdate.input);

/** What a place sets; an empty field says what is taken over. */
export function SettingsForm({ settings, inherited, people, channels }: SettingsFormProps) {
  const router = useRouter();
  const { action, fixed } = byKind[settings.kind];
  const initial = Object.fromEntries(shown.map((field) => [field, settings.own[field] ?? undefined]));
  const field = (name: SettingField) => {
    const words = inherited[name];
    return { name, optional: true, ...(words === undefined ? {} : { inherited: words }) };
  };
  return (
    <Form<Settings>
      schema={schema}
      initial={initial}
      version={settings.version}
      submitLabel="Save"
      submit={(values, options) => {
        const changed = shown.filter((name) => JSON.stringify(values[name]) !== JSON.stringify(initial[name]));
        return action({ ...fixed(settings.id), ...Object.fromEntries(changed.map((name) => [name, rowsOrNull(values[name])])) }, options);
      }}
      onDone={(saved) => {
        toast({ tone: 'success', text: `The settings of ${saved.name} are saved.` });
        router.push(saved.kind === 'tenant' ? '/organization' : `/organization?open=${saved.id}`);
      }}
    >
      <ComboboxField {...field('manager_id')} label="Manager" options={people} />
      <TextField {...field('cost_center')} label="Cost center" hint="Its code; bears what no rule and no project does." mono />
      <MoneyField {...field('monthly_limit_usd')} label="Monthly limit" hint="Makes or changes the monthly budget of this place." />
      <CountField
        {...field('alert_threshold')}
        unit="%"
        label="Alert at"
        hint="Percent of the monthly limit; only with a limit of its own."
      />
      <TagsField {...field('preferred_providers')} label="Preferred providers" hint="In this order, where several serve a model." />
      <SelectField {...field('optimization')} label="Cost optimization" options={optimizations} />
      <CountField
        {...field('data_retention_days')}
        unit="days"
        label="Data retention"
        hint="Prompts and answers of its calls are kept no longer than this, whatever is set for the organization; from then on."
      />
      <SelectField
        {...field('security_level')}
        label="Security level"
        hint="The strictest of this place and those around it holds, for its people, calls and new keys."
        options={levels}
      />
      <ToolsField channels={channels} inherited={inherited.collaboration_tools} />
    </Form>
  );
}
