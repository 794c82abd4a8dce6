'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { ChoicesField } from '#components/forms/choices-field.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { statementSettingsGet } from '#lib/contracts/statement-settings.ts';
import { setStatementSettingsAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/statement-settings.ts').then((contract) => contract.statementSettingsSet.input);

type Settings = z.input<(typeof statementSettingsGet)['output']>;

const documents = [
  { value: 'statement', label: 'Statements: parts are shown what they used' },
  { value: 'invoice', label: 'Invoices: parts are charged' },
];
const periods = [
  { value: 'month', label: 'Months' },
  { value: 'quarter', label: 'Quarters' },
];
const calendars = [
  { value: 'calendar', label: 'The calendar’s' },
  { value: 'fiscal', label: 'The fiscal year’s' },
];
const scopes = [
  { value: 'tenant', label: 'Organization' },
  { value: 'department', label: 'Departments' },
  { value: 'team', label: 'Teams' },
  { value: 'project', label: 'Projects' },
  { value: 'cost_center', label: 'Cost centers' },
];

function FiscalFields() {
  const { calendar } = useFormState().values;
  if (calendar !== 'fiscal') return null;
  return (
    <>
      <CountField name="fiscal_month" label="Fiscal year begins in" unit="th month" />
      <CountField name="fiscal_day" label="Fiscal months begin on" unit="th day" />
    </>
  );
}

/** What empty fields mean to the operation. */
const complete = (values: Record<string, unknown>): Record<string, unknown> => ({
  ...values,
  automatic: values.automatic ?? [],
  recipients: values.recipients ?? [],
  default_cost_center: values.default_cost_center ?? null,
});

export interface StatementSettingsFormProps {
  settings: Settings;
  mayWrite: boolean;
}

/** How statements are made; where SAP and Oracle book them is set by the API and stays as it is. */
export function StatementSettingsForm({ settings, mayWrite }: StatementSettingsFormProps) {
  const router = useRouter();
  const { version, sap, oracle, issuer, automatic, recipients, default_cost_center: center, ...own } = settings;
  if (!mayWrite) return <p className="text-body text-second">Changing them needs the permission statements.write on the organization.</p>;
  return (
    <Form<object>
      schema={schema}
      fixed={{ sap, oracle }}
      {...(version === 0 ? {} : { version })}
      initial={{
        ...own,
        automatic: automatic?.length === 0 ? undefined : automatic,
        recipients: recipients?.length === 0 ? undefined : recipients,
        default_cost_center: center ?? undefined,
        'issuer.name': issuer?.name ?? undefined,
        'issuer.address': issuer?.address || undefined,
      }}
      submitLabel="Save"
      submit={(values, options) => setStatementSettingsAction(complete(values), options)}
      onDone={() => {
        toast({ tone: 'success', text: 'Saved. The next statements are made so.' });
        router.refresh();
      }}
    >
      <SelectField name="document" label="What is made" options={documents} />
      <SelectField name="period" label="Of" options={periods} />
      <SelectField name="calendar" label="Which" options={calendars} />
      <FiscalFields />
      <ChoicesField name="automatic" label="Issued by themselves for" hint="Once a period has closed." options={scopes} optional />
      <CountField name="payment_terms_days" label="Payment terms" unit="days" />
      <TagsField name="recipients" label="Recipients" hint="E-mail addresses, of parts whose billing settings name nobody." optional />
      <TextField name="default_cost_center" label="Cost center" hint="Of what no rule and no project gives one." mono optional />
      <TextField name="issuer.name" label="Issuer" inherited="The organization’s name" optional />
      <TextareaField name="issuer.address" label="Issuer’s address" rows={3} optional />
    </Form>
  );
}
