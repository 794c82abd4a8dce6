'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { SelectField } from '#components/forms/choice-fields.tsx';
import { Form } from '#components/forms/form.tsx';
import { TextareaField, TextField } from '#components/forms/text-fields.tsx';
import { Button } from '#components/ui/button.tsx';
import { toast } from '#components/ui/toast.ts';
import { useConfirm } from '#components/ui/use-confirm.tsx';
import type { SecuritySettings } from '#lib/contracts/security-settings.ts';
import { carryOut } from '../../_shell/carry-out.ts';
import { updateSecurityAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/security-settings.ts').then((contract) => contract.securitySettingsUpdate.input);

const contentTypes = [
  { value: 'application/json', label: 'JSON' },
  { value: 'application/x-www-form-urlencoded', label: 'Form' },
];

/** How codes leave for telephones: a template for the gateway the organization has. */
export function SmsForm({ settings }: { settings: z.input<typeof SecuritySettings> }) {
  const router = useRouter();
  const [ask, dialog] = useConfirm();
  const gateway = settings.sms_gateway;
  const remove = (): void =>
    ask({
      title: 'Send no text messages any more?',
      consequence: 'Who has nothing but a telephone as second factor cannot sign in until an administrator resets their factors.',
      verb: 'Switch off',
      onConfirm: () =>
        carryOut(() => updateSecurityAction({ sms_gateway: null, sms_secret: null }, {}), 'Text messages are off.').then(() =>
          router.refresh(),
        ),
    });
  return (
    <>
      <Form
        schema={schema}
        initial={{
          'sms_gateway.url': gateway?.url,
          'sms_gateway.body': gateway?.body ?? '{"to": "{to}", "text": "{text}"}',
          'sms_gateway.content_type': gateway?.content_type ?? 'application/json',
          'sms_gateway.header': gateway?.header ?? 'Authorization',
        }}
        version={settings.version}
        submitLabel="Save gateway"
        submit={(values, options) => updateSecurityAction(values, options)}
        onDone={() => {
          toast({ tone: 'success', text: 'People can now add a telephone under My account.' });
          router.refresh();
        }}
        secrets={['sms_secret']}
        secondary={gateway === null ? undefined : <Button onClick={remove}>Switch off…</Button>}
      >
        <TextField
          name="sms_gateway.url"
          label="Address"
          type="url"
          mono
          hint="Of your gateway for text messages, such as https://sms.example.com/send."
        />
        <SelectField name="sms_gateway.content_type" label="Sent as" options={contentTypes} />
        <TextareaField name="sms_gateway.body" label="Body" hint="{to} becomes the number, {text} the message." />
        <TextField name="sms_gateway.header" label="Header with the secret" mono />
        <TextField
          name="sms_secret"
          label="Secret"
          type="password"
          optional
          hint={settings.sms_secret_set ? 'One is stored. Fill this to replace it.' : 'The whole value of the header, such as Bearer …'}
        />
      </Form>
      {dialog}
    </>
  );
}
