'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { toast } from '#components/ui/toast.ts';
import type { RateLimitSettings } from '#lib/contracts/rate-tiers.ts';
import { updateRateLimitSettingsAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/rate-tiers.ts').then((contract) => contract.rateLimitSettingsUpdate.input);

const choices = [
  { value: 'open', label: 'Let calls pass uncounted' },
  { value: 'closed', label: 'Refuse calls with 503' },
];

/** What becomes of calls while nothing can be counted. */
export function SettingsForm({ settings }: { settings: z.input<typeof RateLimitSettings> }) {
  const router = useRouter();
  return (
    <Form<z.input<typeof RateLimitSettings>>
      schema={schema}
      initial={{ when_store_down: settings.when_store_down }}
      version={settings.version}
      submitLabel="Save"
      submit={(values, options) => updateRateLimitSettingsAction(values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'Saved. It holds in every process within 2 s.' });
        router.refresh();
      }}
    >
      <SelectField name="when_store_down" label="While limits cannot be counted" options={choices} />
    </Form>
  );
}
