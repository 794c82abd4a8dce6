'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { TagsField } from '#components/forms/tags-field.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import type { SelectOption } from '#components/ui/select.tsx';
import { toast } from '#components/ui/toast.ts';
import { createEmbedAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('./embed-schema.ts').then((module) => module.embedSchema);

const initial = { name: '', origins: [], days: 90 };

/** What to show, to which sites, and for how long. */
export function EmbedForm({ dashboardId, widgets }: { dashboardId: string; widgets: readonly SelectOption[] }) {
  const router = useRouter();
  return (
    <Form<{ name: string }>
      schema={schema}
      initial={initial}
      submitLabel="Create embed"
      submit={(values, options) => createEmbedAction({ ...values, dashboard_id: dashboardId }, options)}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is there. Get its address from the list.` });
        router.refresh();
      }}
    >
      <TextField name="name" label="Name" hint="For you, such as the wall it hangs on." />
      <SelectField name="widget_id" label="Shows" optional inherited="The whole dashboard" options={widgets} />
      <TagsField name="origins" label="Sites that may frame it" hint="Scheme, host and port, such as https://intranet.example.com." />
      <CountField name="days" label="Ends after" unit="days" />
    </Form>
  );
}
