'use client';
import { useRouter } from 'next/navigation';
import { SelectField, SwitchField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { withStepUp } from '#components/step-up/step-up.ts';
import { toast } from '#components/ui/toast.ts';
import { setAuditRetentionAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('./retention-form-schema.ts').then((module) => module.retentionFormSchema);
const years = ['1', '2', '3', '5', '6', '7', '10', '15'];

export interface RetentionFormProps {
  retention: { readonly years: number | null; readonly needs_archive: boolean; readonly version: number };
}

/** For how many years entries are kept, and whether an archive has to have them first. */
export function RetentionForm({ retention }: RetentionFormProps) {
  const router = useRouter();
  const current = retention.years === null ? 'ever' : String(retention.years);
  const options = [...new Set([...years, ...(retention.years === null ? [] : [current])])].sort((a, b) => Number(a) - Number(b));
  return (
    <Form<unknown>
      schema={schema}
      initial={{ years: current, needs_archive: retention.needs_archive }}
      version={retention.version}
      submitLabel="Save"
      submit={(values, sent) =>
        withStepUp(() =>
          setAuditRetentionAction(
            { years: values.years === 'ever' ? null : Number(values.years), needs_archive: values.needs_archive === true },
            sent,
          ),
        )
      }
      onDone={() => {
        toast({ tone: 'success', text: 'It holds from the next minute on.' });
        router.refresh();
      }}
    >
      <SelectField
        name="years"
        label="Keep entries"
        options={[
          ...options.map((value) => ({ value, label: value === '1' ? 'For 1 year' : `For ${value} years` })),
          { value: 'ever', label: 'For ever' },
        ]}
      />
      <SwitchField
        name="needs_archive"
        label="Archive first"
        hint="Entries go only after every archive has taken them, and not without one."
      />
    </Form>
  );
}
