'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { ContentLogSettings } from '#lib/contracts/content-log.ts';
import { updateContentLogAction } from '../actions.ts';
import { ContentRuleFields } from './content-rule-fields.tsx';
import { contentLevelOptions } from './content-words.ts';

type Settings = z.input<typeof ContentLogSettings>;

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/content-log.ts').then((contract) => contract.contentLogUpdate.input);

/** How much of which calls is kept, and how long. */
export function ContentForm({ settings, teams }: { settings: Settings; teams: readonly { value: string; label: string }[] }) {
  const router = useRouter();
  const { otherwise, rules, version } = settings;
  return (
    <Form<Settings>
      schema={schema}
      initial={{
        'otherwise.level': otherwise?.level,
        'otherwise.sample_percent': otherwise?.sample_percent,
        'otherwise.retention_days': otherwise?.retention_days,
        rules,
      }}
      version={version}
      submitLabel="Save settings"
      submit={(values, options) => updateContentLogAction(values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'The settings are saved. They hold in every process within 2 s.' });
        router.refresh();
      }}
    >
      <SelectField
        name="otherwise.level"
        label="Of a call keep"
        options={contentLevelOptions}
        hint="Sealed under your organization’s key, apart from usage."
      />
      <CountField name="otherwise.sample_percent" label="Of so many calls" unit="%" hint="Drawn at random." />
      <CountField name="otherwise.retention_days" label="For" unit="days" hint="A class can allow less." />
      <ContentRuleFields teams={teams} />
    </Form>
  );
}
