'use client';
import { useRouter } from 'next/navigation';
import { Form } from '#components/forms/form.tsx';
import { TextField } from '#components/forms/text-fields.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Surface } from '#components/ui/use-on-demand.ts';
import { updateRateLimitAction } from '../actions.ts';
import { AmountField } from './amount-field.tsx';
import type { LimitRow } from './limit-words.ts';

/** Fetched once the page stands. */
const schema = () => import('#lib/contracts/rate-limits.ts').then((contract) => contract.rateLimitUpdate.input);

export interface EditLimitDialogProps extends Surface {
  limit: LimitRow;
}

/** Changes the name and, where the limit is its own and not a tier's, what it allows. */
export function EditLimitDialog({ open, onOpenChange, limit }: EditLimitDialogProps) {
  const router = useRouter();
  const [rule] = limit.tier_id === null ? limit.limits : [];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Edit ${limit.name}`} description="Acts within 2 s; what was used stays used.">
      <Form<{ name: string }>
        schema={schema}
        fixed={{ rate_limit_id: limit.id }}
        version={limit.version}
        initial={{ name: limit.name, ...(rule === undefined ? {} : { limit: rule.limit, burst: rule.burst ?? undefined }) }}
        submitLabel="Save"
        submit={(values, options) =>
          updateRateLimitAction(rule === undefined ? values : { ...values, burst: values.burst ?? null }, options)
        }
        onDone={({ name }) => {
          onOpenChange(false);
          toast({ tone: 'success', text: `${name} is saved.` });
          router.refresh();
        }}
      >
        <TextField name="name" label="Name" />
        {rule === undefined ? null : (
          <>
            <AmountField name="limit" label="Limit" metric={rule.metric} />
            {rule.metric === 'concurrency' ? null : (
              <AmountField
                name="burst"
                label="At once at most"
                metric={rule.metric}
                hint="Empty lets all of the limit come at once."
                optional
              />
            )}
          </>
        )}
      </Form>
    </Dialog>
  );
}
