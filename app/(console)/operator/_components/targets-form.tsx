'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { CountField } from '#components/forms/quantity-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { PlatformTargets } from '#lib/contracts/platform.ts';
import { setTargetsAction } from '../actions.ts';

const schema = () => import('#lib/contracts/platform.ts').then((contract) => contract.platformTargetsSet.input);
const names = ['active_month', 'adoption_percent', 'retention_percent', 'saved_percent', 'healthy_percent'] as const;

type Targets = z.input<typeof PlatformTargets>;

/** What the platform wants to reach; an empty field is no target. */
export function TargetsForm({ targets }: { targets: Targets }) {
  const router = useRouter();
  const initial = Object.fromEntries(names.flatMap((name) => (targets[name] === null ? [] : [[name, targets[name]]])));
  return (
    <Form<Targets>
      schema={schema}
      initial={initial}
      submitLabel="Save targets"
      submit={(values, options) => setTargetsAction(Object.fromEntries(names.map((name) => [name, values[name] ?? null])), options)}
      onDone={() => {
        toast({ tone: 'success', text: 'The targets are saved.' });
        router.refresh();
      }}
    >
      <CountField name="active_month" label="Active people in thirty days" unit="people" optional />
      <CountField name="adoption_percent" label="Adoption" unit="%" optional />
      <CountField name="retention_percent" label="Retention" unit="%" optional />
      <CountField name="saved_percent" label="Saved, of what would have been spent" unit="%" optional />
      <CountField name="healthy_percent" label="Healthy organizations" unit="%" optional />
    </Form>
  );
}
