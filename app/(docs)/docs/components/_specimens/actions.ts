'use server';
import type { FormOutcome } from '#components/forms/submit.ts';
import type { FoundObject } from '#components/shell/command-palette.tsx';

/** Objects for the palette. */
export async function findSpecimens(text: string): Promise<readonly FoundObject[]> {
  const objects = [
    { id: 'key_1', label: 'ci-payments', detail: 'Virtual key · Payments', href: '/docs/components?tab=cells' },
    { id: 'team_1', label: 'Support engineering', detail: 'Team · Customer', href: '/docs/components?scope=team_1' },
  ];
  return objects.filter(({ label, id }) => `${label} ${id}`.toLowerCase().includes(text.toLowerCase()));
}

export async function signOutOfNothing(): Promise<void> {
  // There is no session behind the gallery.
}

/** Answers as the API would: a name that is taken is refused, everything else is created. */
export async function submitSpecimen(values: Record<string, unknown>): Promise<FormOutcome<{ id: string }>> {
  if (values.name !== 'taken') return { data: { id: 'key_01jdnhwyg0e008000000000001' } };
  return {
    problem: {
      title: 'This clashes with what is already there',
      status: 409,
      detail: 'A key of that name exists in Payments. Nothing was created; choose another name.',
      code: 'conflict',
      request_id: 'req_01jdnhwyg0e008000000000009',
      errors: [{ pointer: '/name', detail: 'Choose another name.' }],
    },
  };
}
