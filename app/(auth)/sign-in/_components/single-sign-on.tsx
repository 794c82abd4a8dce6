'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';

/** Where the address signs in; null by password. */
async function addressFor(email: string, next: string): Promise<string | null> {
  const answer = await fetch('/api/sso/start', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, next }),
  });
  if (!answer.ok) throw new Error(`The answer had status ${answer.status}`);
  const body: unknown = await answer.json();
  return typeof body === 'object' && body !== null && 'url' in body && typeof body.url === 'string' ? body.url : null;
}

/** The way to the organization's identity provider, for the e-mail address in the form above. */
export function SingleSignOn({ next }: { next: string }) {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<string>();
  const goOn = async (): Promise<void> => {
    const field = document.querySelector<HTMLInputElement>('#email');
    const email = field?.value.trim() ?? '';
    if (!email.includes('@')) {
      setMessage('Enter your e-mail address first. Its domain says where you sign in.');
      field?.focus();
      return;
    }
    setBusy(true);
    setMessage(undefined);
    try {
      const url = await addressFor(email, next);
      if (url !== null) return location.assign(url);
      setMessage('There is no single sign-on for this address. Use your password.');
    } catch {
      setMessage('Single sign-on does not work right now. Nothing was changed; try again shortly.');
    }
    setBusy(false);
  };
  return (
    <section aria-label="Single sign-on" className="flex flex-col gap-3 border-t pt-4">
      <Button size="large" busy={busy} onClick={() => void goOn()}>
        Continue with single sign-on
      </Button>
      <p role="status" className="text-control text-second empty:hidden">
        {message}
      </p>
    </section>
  );
}
