'use client';
import { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { TextareaField } from '#components/forms/text-fields.tsx';
import { withStepUp } from '#components/step-up/step-up.ts';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import type { Loaded } from '#lib/http/page-invocation.ts';

export interface Say {
  title: string;
  description: string;
  label: string;
  verb: string;
  done: string;
  send: (text: string) => Promise<Loaded<unknown>>;
}

const schema = z.strictObject({ text: z.string().trim().min(1, { error: 'Say it in a few words: it stands in the record' }).max(500) });

/** A step that wants a few words for the record. */
export function SayDialog({ open, onOpenChange, say, onDone }: Surface & { say: Say; onDone: () => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={say.title} description={say.description}>
      <Form<unknown>
        schema={schema}
        initial={{}}
        submitLabel={say.verb}
        submit={({ text }) => withStepUp(() => say.send(String(text)))}
        onDone={() => {
          onOpenChange(false);
          toast({ tone: 'success', text: say.done });
          onDone();
        }}
      >
        <TextareaField name="text" label={say.label} rows={3} />
      </Form>
    </Dialog>
  );
}
