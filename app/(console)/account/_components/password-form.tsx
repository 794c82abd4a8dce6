'use client';
import { useState } from 'react';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import { passwordLengthMin } from '#lib/core/password-length.ts';
import { changePasswordAction } from '../../settings/actions.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/users.ts').then((contract) => contract.meChangePassword.input);

/** Changes the own password; every other device is signed out. */
export function PasswordForm() {
  // A new form after each change: nothing that was typed stays in memory.
  const [round, setRound] = useState(0);
  return (
    <Form<{ sessions_ended: number }>
      key={round}
      schema={schema}
      initial={{}}
      submitLabel="Change password"
      submit={(values, options) => changePasswordAction(values, options)}
      onDone={({ sessions_ended: ended }) => {
        toast({
          tone: 'success',
          text: ended === 0 ? 'The password is changed.' : `The password is changed; ${ended} other devices were signed out.`,
        });
        setRound(round + 1);
      }}
      secrets={['current_password', 'new_password']}
    >
      <TextField name="current_password" label="Current password" type="password" autoComplete="current-password" />
      <TextField
        name="new_password"
        label="New password"
        type="password"
        autoComplete="new-password"
        hint={`At least ${passwordLengthMin} characters; a long phrase is best.`}
      />
    </Form>
  );
}
