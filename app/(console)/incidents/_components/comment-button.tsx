'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Form } from '#components/forms/form.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { commentIncidentAction } from '../actions.ts';
import type { IncidentRow } from './incident-columns.tsx';

const schema = () => import('./incident-schemas.ts').then((module) => module.commentSchema);

/** Adds a comment to the timeline, also after the incident was resolved. */
export function CommentButton({ id }: Pick<IncidentRow, 'id'>) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        Comment…
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Comment" description="It stands in the timeline for good.">
        <Form<IncidentRow>
          schema={schema}
          initial={{}}
          submitLabel="Comment"
          submit={({ note }, { idempotencyKey }) => commentIncidentAction({ incident_id: id, note }, { idempotencyKey })}
          onDone={() => {
            setOpen(false);
            router.refresh();
          }}
        >
          <TextareaField name="note" label="Comment" />
        </Form>
      </Dialog>
    </>
  );
}
