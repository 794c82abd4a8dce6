'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { createReleaseAction } from '../actions.ts';

const schema = () => import('#lib/contracts/releases.ts').then((contract) => contract.releaseCreate.input);

/** The draft of one more release. */
export function ReleaseForm({ projectId }: { projectId: string }) {
  const router = useRouter();
  return (
    <Form<{ semantic_version: string }>
      schema={schema}
      fixed={{ project_id: projectId }}
      initial={{}}
      submitLabel="Draft release"
      submit={(values, options) => createReleaseAction(values, options)}
      onDone={({ semantic_version: version }) => {
        toast({ tone: 'success', text: `${version} is drafted.` });
        router.refresh();
      }}
    >
      <TextField name="semantic_version" label="Version" hint="As 1.4.0 or 2.0.0-rc.1." mono />
      <TextField name="name" label="Title" />
      <TextareaField name="notes" label="Notes" optional />
      <CountField
        name="coverage_percent"
        label="Coverage"
        unit="%"
        hint="Share of the code that its tests ran; gates of the project ask for it."
        optional
      />
      <CountField name="test_success_percent" label="Passed tests" unit="%" optional />
    </Form>
  );
}
