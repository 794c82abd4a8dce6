'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField, SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { BorrowerFields, type BorrowerFieldsProps, borrowerInput } from '#components/pools/borrower-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { lendKeyAction } from '../actions.ts';

export interface LendKeyFormProps extends BorrowerFieldsProps {
  /** Keys that the reader sees and that are nobody's own. */
  keys: readonly ComboboxOption[];
  /** The key that a link brought along. */
  keyId?: string;
}

/** Fetched once the page stands. One part is chosen; the operation has the last word on all of it. */
const schema = () =>
  import('zod').then(({ z }) =>
    z
      .object({
        key_id: z.string({ error: 'Choose a key' }),
        part: z.enum(['team', 'department']),
        team_id: z.string().optional(),
        department_id: z.string().optional(),
        days: z.enum(['0', '7', '30', '90']),
        note: z.string().max(300).optional(),
      })
      .superRefine((values, context) => {
        const field = values.part === 'team' ? 'team_id' : 'department_id';
        if (values[field] === undefined) context.addIssue({ code: 'custom', path: [field], message: 'Choose one' });
      }),
  );

const lengths = [
  { value: '0', label: 'As long as the key' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
];

const dayMs = 86_400_000;

/** The operation wants an instant; a select speaks of days. */
function inputOf({ days, ...values }: Record<string, unknown>): Record<string, unknown> {
  const length = Number(days);
  return { ...borrowerInput(values), ...(length > 0 ? { expires_at: new Date(Date.now() + length * dayMs).toISOString() } : {}) };
}

/** Lends a key to a team or department. */
export function LendKeyForm({ keys, teams, departments, keyId }: LendKeyFormProps) {
  const router = useRouter();
  return (
    <Form<{ borrower_name: string }>
      schema={schema}
      initial={{ part: 'team', days: '0', ...(keyId === undefined ? {} : { key_id: keyId }) }}
      submitLabel="Lend"
      submit={(values, options) => lendKeyAction(inputOf(values), options)}
      onDone={({ borrower_name: borrower }) => {
        toast({ tone: 'success', text: `${borrower} may take its secret now.` });
        router.push('/keys/loans');
      }}
      draftKey="key.lend"
    >
      <ComboboxField name="key_id" label="Key" options={keys} />
      <BorrowerFields teams={teams} departments={departments} />
      <SelectField name="days" label="For" options={lengths} />
      <TextField name="note" label="Note" hint="Why; both sides see it." optional />
    </Form>
  );
}
