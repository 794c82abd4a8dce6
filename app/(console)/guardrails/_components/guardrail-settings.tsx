'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archiveGuardrailAction, updateGuardrailAction } from '../actions.ts';
import type { GuardrailRow } from './guardrail-words.ts';

const schema = () => import('#lib/contracts/guardrails.ts').then(({ guardrailUpdate }) => guardrailUpdate.input);

/** Name, description and the secret of a webhook, and the way out of force. */
export function GuardrailSettings({ guardrail, mayPublish }: { guardrail: GuardrailRow; mayPublish: boolean }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const archive = (): void =>
    ask({
      title: `Archive ${guardrail.name}?`,
      consequence: 'It is out of force within 2 s. What it found stays in the records of calls.',
      verb: 'Archive guardrail',
      onConfirm: () =>
        carryOut(archiveGuardrailAction(guardrail.id), `${guardrail.name} is archived.`).then(() => router.push('/guardrails')),
    });
  const isWebhook = (guardrail.draft ?? guardrail.definition)?.check.type === 'webhook';
  return (
    <div className="px-(--gutter) pt-4 pb-12">
      <Form<GuardrailRow>
        schema={schema}
        fixed={{ guardrail_id: guardrail.id }}
        initial={{ name: guardrail.name, description: guardrail.description }}
        version={guardrail.version}
        submitLabel="Save"
        submit={(values, options) => updateGuardrailAction({ ...values, description: values.description ?? '' }, options)}
        onDone={(saved) => {
          toast({ tone: 'success', text: `${saved.name} is saved.` });
          router.refresh();
        }}
      >
        <TextField name="name" label="Name" hint="Callers who are blocked read it." />
        <TextareaField name="description" label="Description" optional />
        {isWebhook ? (
          <TextField
            name="secret"
            label="Secret"
            optional
            hint={
              guardrail.has_secret ? 'There is one; another takes its place.' : 'At least 24 characters; signs what the webhook is asked.'
            }
          />
        ) : null}
      </Form>
      {mayPublish ? (
        <div className="mt-10 flex flex-wrap gap-2 border-t pt-4">
          <Button onClick={archive}>Archive guardrail…</Button>
        </div>
      ) : null}
      {dialog}
    </div>
  );
}
