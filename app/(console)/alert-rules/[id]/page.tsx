import type { Metadata } from 'next';
import type { z } from 'zod';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import type { Metric } from '#components/figures/metric.ts';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getRule, previewRule } from '#lib/alerts/index.ts';
import type { alertRulePreview } from '#lib/contracts/alert-rules.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform, performOr404 } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { loadRuleChoices } from '../_components/load-rule-choices.ts';
import { RuleActions } from '../_components/rule-actions.tsx';
import { type RuleRow, RuleState } from '../_components/rule-columns.tsx';
import { RuleFacts } from '../_components/rule-facts.tsx';
import { RuleForm } from '../_components/rule-form.tsx';

export const metadata: Metadata = { title: 'Alert rule' };

type Preview = z.input<typeof alertRulePreview.output>;

const formats: Readonly<Record<string, Metric>> = { usd: 'money', ms: 'duration', percent: 'percent' };
/** Charts have money in nano-dollars and shares of 1. */
function chartValue(unit: string, value: number | null): number | bigint | null {
  if (value === null) return null;
  if (unit === 'usd') return BigInt(Math.round(value * 1e9));
  return unit === 'percent' ? value / 100 : value;
}

/** What it would have done, and what it saw last. */
function answerOf({ last_fault: fault, last_values: values }: RuleRow, preview: Preview | undefined): string {
  const times = preview?.firings.length ?? 0;
  const past =
    preview?.can_preview !== true
      ? ''
      : `It would ${times === 0 ? 'not have fired' : `have fired ${times === 1 ? 'once' : `${times} times`}`} in the last 30 days. `;
  if (fault !== null) return `${past}It cannot be evaluated: ${fault}.`;
  const seen = Object.entries(values ?? {}).map(
    ([name, value]) => `${name} ${value === null ? 'not known' : Math.round(value * 100) / 100}`,
  );
  return seen.length === 0 ? `${past}It was not looked at yet.` : `${past}Last seen: ${seen.join(', ')}.`;
}

/** When does it fire, and when would it have? */
export default async function AlertRulePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ reader, now, me }, { data: rule, problem }, choices] = await Promise.all([
    loadReader(),
    performOr404(getRule, { alert_rule_id: id }),
    loadRuleChoices(),
  ]);
  if (rule === undefined || rule === null) {
    return (
      <ErrorState title="The rule did not load" requestId={problem?.request_id ?? ''}>
        {problem?.detail ?? ''}
      </ErrorState>
    );
  }
  const { expression, filters, window_minutes, for_minutes, cool_down_minutes } = rule;
  const { data: preview } = await perform(previewRule, { expression, filters, window_minutes, for_minutes, cool_down_minutes });
  const mayWrite = holds(me.permissions, 'alerts.rules');
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Alert rules', href: '/alert-rules' }, { label: rule.name }]} />
      <PageHeader
        title={rule.name}
        badge={<RuleState rule={rule} />}
        answer={answerOf(rule, preview)}
        actions={mayWrite ? <RuleActions id={rule.id} name={rule.name} isEnabled={rule.is_enabled} /> : undefined}
      />
      <div className="grid gap-6 px-(--gutter) pb-12">
        {preview?.can_preview !== true ? null : (
          <TimeSeriesChart
            title={preview.metric}
            type="lines"
            data={preview.points.map(({ at, value, baseline }) => ({
              at,
              value: chartValue(preview.unit, value),
              baseline: chartValue(preview.unit, baseline),
            }))}
            index="at"
            categories={['value', 'baseline']}
            labels={{ value: preview.metric, baseline: 'Usual' }}
            valueFormatter={formats[preview.unit] ?? 'count'}
            bucket="hour"
            end={preview.to}
            reader={reader}
            now={now}
            total={null}
            height={220}
            note={preview.is_exact ? undefined : 'Looked at as whole hours: bursts within an hour are flattened here.'}
          />
        )}
        {mayWrite ? <RuleForm rule={rule} choices={choices} /> : <RuleFacts rule={rule} choices={choices} />}
      </div>
    </>
  );
}
