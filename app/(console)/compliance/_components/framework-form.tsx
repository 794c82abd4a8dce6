'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { toast } from '#components/ui/toast.ts';
import { createFrameworkAction, currentFrameworkAction, updateFrameworkAction } from '../actions.ts';
import { ControlRows } from './control-rows.tsx';
import { type FrameworkPage, frameworkInput, frameworkValues } from './framework-values.ts';

/** Fetched once the page stands. */
const schema = () => import('./framework-schema.ts').then((module) => module.frameworkSchema);

export interface FrameworkFormProps {
  /** Null for a new one. */
  framework: FrameworkPage | null;
  checks: readonly ComboboxOption[];
}

/** A framework of the organization's own. */
export function FrameworkForm({ framework, checks }: FrameworkFormProps) {
  const router = useRouter();
  const key = framework?.framework ?? '';
  const loadCurrent = async () => {
    const { data } = await currentFrameworkAction(key);
    if (data === undefined) throw new Error('The framework did not load');
    return { values: frameworkValues(data), version: data.version ?? 1 };
  };
  return (
    <Form<FrameworkPage>
      className="max-w-220"
      schema={schema}
      initial={frameworkValues(framework)}
      {...(framework?.version == null ? {} : { version: framework.version, loadCurrent })}
      {...(framework === null ? { draftKey: 'compliance_framework.create' } : {})}
      submitLabel={framework === null ? 'Create framework' : 'Save'}
      secondary={<ButtonLink href={framework === null ? '/compliance' : `/compliance/${key}`}>Cancel</ButtonLink>}
      submit={(values, options) =>
        framework === null
          ? createFrameworkAction(frameworkInput(values), options)
          : updateFrameworkAction({ framework: key, ...frameworkInput(values) }, options)
      }
      onDone={({ framework: made, name }) => {
        toast({ tone: 'success', text: `${name} is saved. The next audit looks at it.` });
        router.push(`/compliance/${made}`);
        router.refresh();
      }}
    >
      <TextField name="name" label="Name" />
      <TextareaField name="description" label="What it is" rows={2} optional hint="Where it comes from, and who is held to it." />
      <ControlRows checks={checks} />
    </Form>
  );
}
