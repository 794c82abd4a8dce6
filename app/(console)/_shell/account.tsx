'use client';
import type { Theme } from '#components/shell/theme.ts';
import { UserMenu } from '#components/shell/user-menu.tsx';
import { signOut } from './sign-out.ts';

export interface AccountProps {
  name: string;
  email: string;
  theme: Theme;
}

/** The person at the foot of the navigation. */
export function Account(props: AccountProps) {
  return <UserMenu {...props} accountHref="/account" signOut={signOut} />;
}
