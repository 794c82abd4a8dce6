'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import { carryOut } from '../../_shell/carry-out.ts';
import { archivePolicyAction, setSecondPersonAction, updatePolicyAction } from '../actions.ts';
import type { PolicyRow } from './policy-words.ts';

const schema = () => import('#lib/contracts/policies.ts').then(({ policyUpdate }) => policyUpdate.input);

export interface PolicySettingsProps {
  policy: PolicyRow;
  mayPublish: boolean;
  /** Of the whole organization. */
  needsSecondPerson: boolean;
}

/** Name and description, who has to agree, and the way out of force. */
export function PolicySettings({ policy, mayPublish, needsSecondPerson }: PolicySettingsProps) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const archive = (): void =>
    ask({
      title: `Archive ${policy.name}?`,
      consequence: 'It is out of force within 2 s. Its versions are kept; its name is free for another policy.',
      verb: 'Archive policy',
      onConfirm: () => carryOut(archivePolicyAction(policy.id), `${policy.name} is archived.`).then(() => router.push('/policies')),
    });
  const change = (): void =>
    ask({
      title: needsSecondPerson ? 'Let one person put policies in force?' : 'Ask for a second person?',
      consequence: needsSecondPerson
        ? 'For all policies of the organization: who wrote a version may put it in force alone.'
        : 'For all policies of the organization: who wrote a version may not be the one who puts it in force.',
      verb: needsSecondPerson ? 'Let one person decide' : 'Ask for two',
      danger: needsSecondPerson,
      onConfirm: () => carryOut(setSecondPersonAction(!needsSecondPerson), 'The setting is saved.').then(() => router.refresh()),
    });
  return (
    <div className="px-(--gutter) pt-4 pb-12">
      <Form<PolicyRow>
        schema={schema}
        fixed={{ policy_id: policy.id }}
        initial={{ name: policy.name, description: policy.description }}
        version={policy.version}
        submitLabel="Save"
        submit={(values, options) => updatePolicyAction({ ...values, description: values.description ?? '' }, options)}
        onDone={(saved) => {
          toast({ tone: 'success', text: `${saved.name} is saved.` });
          router.refresh();
        }}
      >
        <TextField name="name" label="Name" hint="Callers who are refused read it." />
        <TextareaField name="description" label="Description" optional />
      </Form>
      {mayPublish ? (
        <div className="mt-10 flex flex-wrap gap-2 border-t pt-4">
          <Button onClick={change}>{needsSecondPerson ? 'Let one person put policies in force…' : 'Ask for a second person…'}</Button>
          <Button onClick={archive}>Archive policy…</Button>
        </div>
      ) : null}
      {dialog}
    </div>
  );
}
