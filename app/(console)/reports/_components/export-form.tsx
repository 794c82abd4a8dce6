'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { createExportAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/report-exports.ts').then((contract) => contract.reportExportForm);

const formats = [
  { value: 'csv', label: 'CSV' },
  { value: 'json', label: 'JSON' },
  { value: 'xlsx', label: 'Excel, up to 20,000 calls' },
];

/** Days in UTC as instants; the last day is in the file. */
const instants = ({ from, to, ...rest }: Record<string, unknown>): Record<string, unknown> => ({
  ...rest,
  from: `${from}T00:00:00Z`,
  to: new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString(),
});

/** Of which days, and in what form. */
export function ExportForm({ from, to }: { from: string; to: string }) {
  const router = useRouter();
  return (
    <Form<{ file_name: string }>
      schema={schema}
      initial={{ format: 'csv', from, to }}
      submitLabel="Export calls"
      submit={(values, options) => createExportAction(instants(values), options)}
      onDone={({ file_name: name }) => {
        toast({ tone: 'success', text: `${name} is being written.` });
        router.push('/reports/exports');
      }}
    >
      <TextField name="from" label="First day" mono hint="In UTC, such as 2026-10-01." />
      <TextField name="to" label="Last day" mono />
      <SelectField name="format" label="File" options={formats} />
    </Form>
  );
}
