'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { updateConnectionAction } from '../actions.ts';
import type { ConnectionRow } from './connection-columns.tsx';
import { AddressFields, CredentialField, ModelFields, type ProviderRow, settingsFor } from './provider-fields.tsx';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/connections.ts').then((contract) => contract.connectionUpdate.input);

export interface EditConnectionDialogProps extends Surface {
  connection: ConnectionRow;
  provider: ProviderRow;
}

/** What a change sends: everything the form shows, so that what was cleared is cleared. */
function changeOf(provider: ProviderRow, values: Record<string, unknown>): Record<string, unknown> {
  const { connection_id, name, credential } = values;
  return {
    connection_id,
    name,
    settings: settingsFor(provider, values),
    ...(provider.takes_base_url ? { base_url: values.base_url ?? null, models: values.models ?? [] } : {}),
    ...(provider.names_models ? { model_names: values.model_names ?? {} } : {}),
    ...(credential === undefined ? {} : { credential }),
  };
}

/** Changes a connection: name, address, settings and models. */
export function EditConnectionDialog({ open, onOpenChange, connection, provider }: EditConnectionDialogProps) {
  const router = useRouter();
  // A model with a name of its own stands below, and goes when its line does.
  const models = connection.models.filter((model) => connection.model_names[model] === undefined);
  const settings = Object.fromEntries(Object.entries(connection.settings).map(([name, value]) => [`settings.${name}`, value]));
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Edit ${connection.name}`} description="Calls go by it within 2 s.">
      <Form<{ name: string }>
        schema={schema}
        fixed={{ connection_id: connection.id }}
        version={connection.version}
        initial={{
          name: connection.name,
          base_url: connection.base_url ?? undefined,
          models: models.length === 0 ? undefined : models,
          model_names: Object.keys(connection.model_names).length === 0 ? undefined : connection.model_names,
          ...settings,
        }}
        submitLabel="Save"
        submit={(values, options) => updateConnectionAction(changeOf(provider, values), options)}
        onDone={({ name }) => {
          onOpenChange(false);
          toast({ tone: 'success', text: `${name} is saved. Test it.` });
          router.refresh();
        }}
      >
        <TextField name="name" label="Name" />
        <AddressFields provider={provider} />
        <CredentialField
          provider={provider}
          optional
          hint="Only where the address leads to another host: the stored one is never sent elsewhere."
        />
        {provider.takes_base_url ? <ModelFields provider={provider} /> : null}
      </Form>
    </Dialog>
  );
}
