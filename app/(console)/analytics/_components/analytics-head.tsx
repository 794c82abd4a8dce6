import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageControls } from '#components/shell/page-controls.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { type AnalyticsTab, AnalyticsTabs } from './analytics-tabs.tsx';
import type { OpenedPage } from './open-page.ts';

export interface AnalyticsHeadProps {
  page: OpenedPage;
  title: string;
  answer: string | undefined;
  current: AnalyticsTab;
}

/** Bar with scope and range, title with its answer, and the tabs. */
export function AnalyticsHead({ page: { state, dropped, scopes, me }, title, answer, current }: AnalyticsHeadProps) {
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Home' }, { label: 'Insights' }, { label: title }]}
        controls={
          <PageControls
            {...(scopes.length === 0 ? {} : { scopes })}
            {...(state.scope === undefined ? {} : { scope: state.scope })}
            range={state.range}
            comparison={state.compare}
            defaultRange="30d"
          />
        }
      />
      <DroppedNotice dropped={dropped} />
      <PageHeader title={title} answer={answer} />
      <AnalyticsTabs current={current} permissions={me.permissions} />
    </>
  );
}
