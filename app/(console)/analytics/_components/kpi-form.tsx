'use client';
import { useRouter } from 'next/navigation';
import type { z } from 'zod';
import { Form } from '#components/forms/form.tsx';
import { CountField, MoneyField, PercentField } from '#components/forms/quantity-fields.tsx';
import { toast } from '#components/ui/toast.ts';
import type { Kpis, kpiTargetsSet } from '#lib/contracts/value.ts';
import { setKpiTargetsAction } from '../actions.ts';

/** Fetched once the page stands. */
const schema = () => import('./kpi-form-schema.ts').then((module) => module.kpiFormSchema);

type KpisData = z.input<typeof Kpis>;
type Metric = KpisData['data'][number]['metric'];

/** Targets of all metrics; one that is left empty has none. */
export function KpiForm({ kpis: { data, version } }: { kpis: KpisData }) {
  const router = useRouter();
  const targetOf = (metric: Metric): number | undefined => data.find((kpi) => kpi.metric === metric)?.target ?? undefined;
  const dollars = (metric: Metric): string | undefined => targetOf(metric)?.toFixed(6);
  return (
    <Form<z.input<typeof kpiTargetsSet.output>>
      schema={schema}
      initial={{
        monthly_spend_usd: dollars('monthly_spend_usd'),
        cost_per_request_usd: dollars('cost_per_request_usd'),
        latency_p95_ms: targetOf('latency_p95_ms'),
        success_rate: targetOf('success_rate'),
        adoption_rate: targetOf('adoption_rate'),
        satisfaction_rate: targetOf('satisfaction_rate'),
      }}
      version={version}
      submitLabel="Save targets"
      submit={(values, options) =>
        setKpiTargetsAction({ targets: Object.entries(values).map(([metric, target]) => ({ metric, target: Number(target) })) }, options)
      }
      onDone={() => {
        toast({ tone: 'success', text: 'The targets are saved.' });
        router.refresh();
      }}
    >
      <MoneyField name="monthly_spend_usd" label="Spend a month, at most" optional />
      <MoneyField name="cost_per_request_usd" label="Cost a request, at most" optional />
      <CountField name="latency_p95_ms" label="Latency p95, at most" unit="ms" optional />
      <PercentField name="success_rate" label="Success, at least" optional />
      <PercentField name="adoption_rate" label="Adoption, at least" optional />
      <PercentField name="satisfaction_rate" label="Satisfaction, at least" optional />
    </Form>
  );
}
