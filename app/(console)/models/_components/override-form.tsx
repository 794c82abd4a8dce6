'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { MoneyField } from '#components/forms/quantity-fields.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { proposeOverrideAction } from '../actions.ts';
import { formMeters } from './override-meters.ts';

const schema = () => import('./override-text.ts').then((module) => module.overrideTextSchema);

const terms = [
  { value: 'rates', label: 'Own rates' },
  { value: 'discount', label: 'A discount on the list' },
];

function TermFields() {
  const { terms: chosen } = useFormState().values;
  if (chosen === 'discount') return <TextField name="discount_percent" label="Discount in percent" hint="Off every meter, such as 12.5." />;
  return formMeters.map(({ meter, label, per }, index) => (
    <MoneyField
      key={meter}
      name={`rate_${meter}`}
      label={label}
      per={per}
      optional
      {...(index === 0 ? { hint: 'What you leave empty keeps the price of the list.' } : {})}
    />
  ));
}

export interface OverrideFormProps {
  providers: readonly { value: string; label: string }[];
  preset: Readonly<Record<string, string>>;
}

/** Whose models, at which terms, from when to when. */
export function OverrideForm({ providers, preset }: OverrideFormProps) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{ terms: 'rates', ...preset }}
      submitLabel="Propose"
      submit={(values, options) => proposeOverrideAction(values, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'It is proposed. Approved, calls are charged by it within 2 s.' });
        router.push('/models/rates');
      }}
    >
      <SelectField name="provider" label="Provider" options={providers} />
      <TextField name="model" label="Model" hint="A name, or a pattern: gpt-5* or *. A name counts before a pattern." mono />
      <SelectField name="terms" label="Terms" options={terms} />
      <TermFields />
      <TextField name="valid_from" label="From the day" hint="Now unless said. A day in the past is for re-rating." optional mono />
      <TextField name="valid_to" label="Until before the day" hint="Without an end unless said." optional mono />
      <TextareaField name="note" label="Note" rows={2} optional />
    </Form>
  );
}
