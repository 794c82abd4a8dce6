'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SwitchField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { Form } from '#components/forms/form.tsx';
import { toast } from '#components/ui/toast.ts';
import type { SsoSettings } from '#lib/contracts/sso.ts';
import { updateSettingsAction } from '../actions.ts';

type Settings = z.input<typeof SsoSettings>;

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/sso.ts').then((contract) => contract.ssoSettingsUpdate.input);

/** Whether passwords are refused, and to whom not. */
export function EnforcementForm({ settings, people }: { settings: Settings; people: readonly { value: string; label: string }[] }) {
  const router = useRouter();
  const { enforced, break_glass_user_ids: keep } = settings;
  return (
    <Form<Settings>
      key={settings.version}
      schema={schema}
      version={settings.version}
      initial={{ enforced, break_glass_user_ids: keep.length === 0 ? undefined : keep }}
      submitLabel="Save"
      submit={(values, options) => updateSettingsAction({ break_glass_user_ids: [], ...values }, options)}
      onDone={({ enforced: isOn }) => {
        toast({ tone: 'success', text: isOn ? 'Passwords are refused from now on.' : 'Passwords are good again.' });
        router.refresh();
      }}
    >
      <SwitchField
        name="enforced"
        label="Refuse passwords"
        hint="Everybody signs in at the identity provider. Sessions that passwords opened end at once."
      />
      <ChoicesField
        name="break_glass_user_ids"
        label="Who keeps a password"
        hint="Administrators who get in on the day the provider is down. At least one."
        options={people}
        optional={!enforced}
      />
    </Form>
  );
}
