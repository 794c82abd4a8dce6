'use client';
import { useRouter } from 'next/navigation';
import { ComboboxField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import { createRouteAction } from '../actions.ts';

/** Fetched once the page stands. The first model stands for the draft that is made of it. */
const schema = async () => {
  const [{ routeCreate }, { RouteTarget }] = await Promise.all([
    import('#lib/contracts/routes.ts'),
    import('#lib/contracts/route-definition.ts'),
  ]);
  return routeCreate.input.omit({ draft: true }).extend({ model: RouteTarget.shape.model });
};

/** Name and first target of a route; the rest is the editor's. */
export function NewRouteForm({ models }: { models: readonly ComboboxOption[] }) {
  const router = useRouter();
  return (
    <Form<{ id: string }>
      schema={schema}
      initial={{}}
      submitLabel="Create route"
      submit={({ model, ...values }, options) => {
        const members = [{ kind: 'target', model }];
        return createRouteAction({ ...values, draft: { strategy: 'fallback', members } }, options);
      }}
      onDone={({ id }) => router.push(`/routes/${id}`)}
      draftKey="route.create"
    >
      <TextField name="name" label="Name" mono autoFocus hint="What apps write as the model: small letters, digits, dots and dashes." />
      <ComboboxField
        name="model"
        label="First target"
        options={models}
        hint="The model that is asked first. The editor adds others behind and beside it."
      />
      <TextareaField name="description" label="Description" optional />
    </Form>
  );
}
