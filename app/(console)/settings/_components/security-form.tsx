'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import type { SecuritySettings } from '#lib/contracts/security-settings.ts';
import { updateSecurityAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/security-settings.ts').then((contract) => contract.securitySettingsUpdate.input);

const requirements = [
  { value: 'nobody', label: 'Nobody: it is everyone’s own choice' },
  { value: 'roles', label: 'People with certain roles' },
  { value: 'everybody', label: 'Everybody who signs in with a password' },
];

const readings = [
  { value: 'content', label: 'Of kept prompts, people, exports and the log itself' },
  { value: 'all', label: 'All that need a permission' },
];

export interface SecurityFormProps {
  settings: z.input<typeof SecuritySettings>;
  /** By name; empty where the reader may not see roles. */
  roles: readonly ComboboxOption[];
}

/** What a form leaves out is a list made empty, or a limit taken away. */
const cleared = (values: Record<string, unknown>): Record<string, unknown> => ({
  ...{ factor_roles: [], allowed_networks: [], allowed_countries: [], idle_minutes: null, sessions_max: null },
  ...values,
});

/** Who needs a second factor, how long sessions hold, where people may be, and which reads are noted. */
export function SecurityForm({ settings, roles }: SecurityFormProps) {
  const router = useRouter();
  const { factor_required, factor_roles, idle_minutes, absolute_minutes, sessions_max, allowed_networks, allowed_countries } = settings;
  const knowsCountry = settings.country !== null;
  return (
    <Form<z.input<typeof SecuritySettings>>
      schema={schema}
      initial={{
        ...{ factor_required, factor_roles, absolute_minutes, allowed_networks, allowed_countries, audit_reads: settings.audit_reads },
        ...{ idle_minutes: idle_minutes ?? undefined, sessions_max: sessions_max ?? undefined },
      }}
      version={settings.version}
      submitLabel="Save"
      submit={(values, options) => updateSecurityAction(cleared(values), options)}
      onDone={() => {
        toast({ tone: 'success', text: 'The settings are saved. They hold for sessions that are open, too.' });
        router.refresh();
      }}
    >
      <SelectField name="factor_required" label="Who must have a second factor" options={requirements} />
      <ChoicesField name="factor_roles" label="Roles that must" optional options={roles} hint="Counts with “People with certain roles”." />
      <CountField
        name="factor_grace_days"
        label="Days to set one up"
        unit="days"
        optional
        hint="From now on. After that, who has none can do nothing else first. 0: at once."
      />
      <CountField name="idle_minutes" label="A session ends unused after" unit="minutes" optional inherited="Never" />
      <CountField name="absolute_minutes" label="A session ends in any case after" unit="minutes" />
      <CountField
        name="sessions_max"
        label="Sessions of a person"
        unit="sessions"
        optional
        inherited="Any number"
        hint="One more ends the oldest."
      />
      <TagsField
        name="allowed_networks"
        label="Networks people may be in"
        optional
        inherited="Any"
        hint={`Addresses or ranges, such as 192.0.2.0/24. Your own address, ${settings.address ?? 'which is not known'}, must be among them.`}
      />
      {knowsCountry || allowed_countries.length > 0 ? (
        <TagsField
          name="allowed_countries"
          label="Countries people may be in"
          optional
          inherited="Any"
          hint={`Two letters each. You are in ${settings.country ?? 'no country that is known'}.`}
        />
      ) : (
        <p className="text-control text-quiet">
          Countries cannot be limited here: no trusted proxy says where people are. The operator sets COUNTRY_HEADER for that.
        </p>
      )}
      <SelectField
        name="audit_reads"
        label="Reads that the audit log keeps"
        options={readings}
        hint="Once a minute for the same person and question."
      />
    </Form>
  );
}
