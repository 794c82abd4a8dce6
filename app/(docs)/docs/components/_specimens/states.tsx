import { LiveIndicator } from '#components/shell/live-indicator.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { DeniedState } from '#components/ui/denied-state.tsx';
import { EmptyState, FilteredEmpty } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { TableSkeleton } from '#components/ui/skeleton.tsx';
import { StaleNote } from '#components/ui/stale-note.tsx';
import { Row, Section } from './section.tsx';

/** The ways in which a block has nothing to show, each with its one step. */
export function States() {
  return (
    <>
      <Section title="Banners">
        <Banner tone="info" action={<Button size="small">Remove demo</Button>}>
          These are demo figures.
        </Banner>
        <Banner tone="warning">Figures as of 14:03. Calls keep flowing.</Banner>
        <Banner tone="danger">You are offline. Writing is off until the connection is back.</Banner>
      </Section>
      <Section title="Live">
        <Row>
          <LiveIndicator state={{ kind: 'live' }} />
          <LiveIndicator state={{ kind: 'reconnecting' }} />
          <LiveIndicator state={{ kind: 'stale', since: '14:03' }} />
          <LiveIndicator state={{ kind: 'paused' }} />
          <StaleNote since="14:03" />
        </Row>
      </Section>
      <div className="grid lg:grid-cols-2">
        <EmptyState level={3} title="A key lets an app call Tollgate" action={<Button>Create key</Button>}>
          It is shown once.
        </EmptyState>
        <FilteredEmpty level={3} noun="calls" action={<ButtonLink href="/docs/components?tab=states">Clear 3 filters</ButtonLink>}>
          The last call came at 14:03.
        </FilteredEmpty>
        <ErrorState level={3} title="The usage log did not load" requestId="req_01jdnhwyg0e008000000000009" action={<Button>Retry</Button>}>
          Nothing was changed, and calls keep flowing.
        </ErrorState>
        <DeniedState
          permission="read budgets"
          scope="in Support engineering"
          granters={['Mara Lindt', 'Jörg Müller']}
          action={<Button>Request access</Button>}
        />
      </div>
      <Section title="Skeleton">
        <TableSkeleton rows={4} columns={5} label="Loading keys" />
      </Section>
    </>
  );
}
