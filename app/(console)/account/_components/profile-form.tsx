'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { User } from '#lib/contracts/users.ts';
import { updateMeAction } from '../../settings/actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/users.ts').then((contract) => contract.meUpdate.input);

export interface ProfileFormProps {
  user: z.input<typeof User>;
  /** The organization's zone, which holds while the person has none. */
  inheritedZone: string;
}

/** Name and time zone of oneself. */
export function ProfileForm({ user, inheritedZone }: ProfileFormProps) {
  const router = useRouter();
  return (
    <Form<z.input<typeof User>>
      schema={schema}
      initial={{ name: user.name, time_zone: user.time_zone ?? undefined }}
      version={user.version}
      submitLabel="Save"
      submit={(values, options) => updateMeAction({ ...values, time_zone: values.time_zone ?? null }, options)}
      onDone={() => {
        toast({ tone: 'success', text: 'Your profile is saved.' });
        router.refresh();
      }}
    >
      <TextField name="name" label="Name" autoComplete="name" />
      <TextField
        name="time_zone"
        label="Time zone"
        hint="All times in the console are shown in it."
        inherited={`${inheritedZone}, from the organization`}
        optional
        mono
      />
    </Form>
  );
}
