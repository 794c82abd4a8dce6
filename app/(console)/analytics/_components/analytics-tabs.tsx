import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { holds } from '#lib/contracts/permissions.ts';

export type AnalyticsTab = 'models' | 'people' | 'feedback' | 'surveys' | 'value';

/** The pages about how models are used; those about the whole organization are for whoever holds `analytics.read`. */
export function AnalyticsTabs({ current, permissions }: { current: AnalyticsTab; permissions: readonly string[] }) {
  const sums = holds(permissions, 'analytics.read');
  return (
    <LinkTabs
      label="Insights"
      current={current}
      tabs={[
        { id: 'models', label: 'Models', href: '/analytics/models' },
        { id: 'people', label: 'People', href: '/analytics/people' },
        { id: 'feedback', label: 'Feedback', href: '/analytics/feedback' },
        { id: 'surveys', label: 'Surveys', href: '/analytics/surveys' },
        ...(sums ? [{ id: 'value', label: 'Value', href: '/analytics/value' }] : []),
      ]}
    />
  );
}
