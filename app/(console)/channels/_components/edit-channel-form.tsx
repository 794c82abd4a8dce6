'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { currentChannelAction, updateChannelAction } from '../actions.ts';
import type { ChannelRow } from './channel-card.tsx';
import { channelInput, channelValues } from './channel-values.ts';
import { EventsField, KindFields } from './kind-fields.tsx';

/** Fetched once the page stands; without the id, which stands in the path. */
const schema = () => import('#lib/contracts/channels.ts').then((contract) => contract.channelUpdate.input.omit({ channel_id: true }));

/** What a channel is called, where it leads and what it hears; its kind stays. */
export function EditChannelForm({ channel }: { channel: ChannelRow }) {
  const router = useRouter();
  const { id, kind, version } = channel;
  return (
    <Form<{ name: string }>
      schema={schema}
      initial={channelValues(channel)}
      version={version}
      secrets={['secret']}
      submitLabel="Save"
      submit={(values, options) => updateChannelAction({ channel_id: id, ...channelInput(kind, values) }, options)}
      loadCurrent={async () => {
        const { data } = await currentChannelAction(id);
        if (data === undefined) throw new Error('The channel did not load');
        return { values: channelValues(data), version: data.version };
      }}
      onDone={({ name }) => {
        toast({ tone: 'success', text: `${name} is saved. Send it a test.` });
        router.refresh();
      }}
    >
      <TextField name="name" label="Name" />
      <KindFields kind={kind} keeps />
      <EventsField />
    </Form>
  );
}
