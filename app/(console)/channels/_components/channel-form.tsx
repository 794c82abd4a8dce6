'use client';
import { useRouter } from 'next/navigation';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { useFormState } from '#components/forms/form-context.ts';
import { TextField } from '#components/forms/text-fields.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { toast } from '#components/ui/toast.ts';
import type { roomKinds } from '#lib/contracts/channels.ts';
import { createChannelAction } from '../actions.ts';
import { channelInput } from './channel-values.ts';
import { channelWords } from './channel-words.ts';
import { EventsField, KindFields } from './kind-fields.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/channels.ts').then((contract) => contract.channelCreate.input);

/** Written here, so that the contract comes after the page. */
const kindNames: readonly (typeof roomKinds)[number][] = ['email', 'slack', 'teams', 'pagerduty'];
const kinds = kindNames.map((value) => ({ value, label: channelWords[value].label }));
const kindOf = (value: unknown) => kindNames.find((kind) => kind === value) ?? 'email';

const ChosenKind = () => <KindFields kind={kindOf(useFormState().values.kind)} />;

/** Where somebody is told, and of what by itself. */
export function ChannelForm() {
  const router = useRouter();
  return (
    <Form<{ id: string; name: string }>
      schema={schema}
      initial={{ kind: 'email' }}
      secrets={['secret']}
      submitLabel="Create channel"
      secondary={<ButtonLink href="/channels">Cancel</ButtonLink>}
      submit={(values, options) => createChannelAction({ kind: values.kind, ...channelInput(kindOf(values.kind), values) }, options)}
      onDone={({ id, name }) => {
        toast({ tone: 'success', text: `${name} is there. Send it a test.` });
        router.push(`/channels/${id}`);
      }}
    >
      <TextField name="name" label="Name" autoFocus />
      <SelectField name="kind" label="Kind" options={kinds} />
      <ChosenKind />
      <EventsField />
    </Form>
  );
}
