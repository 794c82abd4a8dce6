'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import { openIncidentAction } from '../actions.ts';
import type { IncidentRow } from './incident-columns.tsx';

/** The schema and its library come once the page stands. */
const schema = () => import('./incident-schemas.ts').then((module) => module.openIncidentSchema);

const severities = [
  { value: 'info', label: 'Info' },
  { value: 'warning', label: 'Warning' },
  { value: 'critical', label: 'Critical' },
];

/** Opens an incident that a person noticed. */
export function OpenIncidentButton() {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        Open incident…
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Open incident" description="Channels and webhooks that hear of incidents are told.">
        <Form<IncidentRow>
          schema={schema}
          initial={{ severity: 'warning' }}
          submitLabel="Open incident"
          submit={(values, { idempotencyKey }) => openIncidentAction(values, { idempotencyKey })}
          onDone={() => {
            setOpen(false);
            toast({ tone: 'success', text: 'The incident is open.' });
            router.refresh();
          }}
        >
          <TextField name="title" label="Title" />
          <TextareaField name="summary" label="What is wrong" />
          <SelectField name="severity" label="Severity" options={severities} />
        </Form>
      </Dialog>
    </>
  );
}
