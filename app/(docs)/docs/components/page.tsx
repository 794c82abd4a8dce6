import { ChartColumn, CircleGauge, FormInput, Hash, LayoutGrid, ListTree, MessageSquareWarning, Palette } from 'lucide-react';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { ConsoleShell } from '#components/shell/console-shell.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { LiveIndicator } from '#components/shell/live-indicator.tsx';
import type { NavigationGroup } from '#components/shell/navigation.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageControls } from '#components/shell/page-controls.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { Preferences } from '#components/shell/preferences.tsx';
import { readTheme, themeCookie } from '#components/shell/theme.ts';
import { readUrlState, type SearchParameters } from '#components/shell/url-state.ts';
import { UserMenu } from '#components/shell/user-menu.tsx';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import { findSpecimens, signOutOfNothing } from './_specimens/actions.ts';
import { Cells } from './_specimens/cells.tsx';
import { Charts } from './_specimens/charts.tsx';
import { Figures } from './_specimens/figures.tsx';
import { Forms } from './_specimens/forms.tsx';
import { Foundations } from './_specimens/foundations.tsx';
import { Overlays } from './_specimens/overlays.tsx';
import { moment, scopes } from './_specimens/specimen-data.ts';
import { States } from './_specimens/states.tsx';

export const metadata: Metadata = { title: 'Components' };

const sections: Record<string, { label: string; icon: ReactNode; render: () => ReactNode }> = {
  foundations: { label: 'Foundations', icon: <Palette />, render: () => <Foundations /> },
  overlays: { label: 'Buttons and overlays', icon: <LayoutGrid />, render: () => <Overlays /> },
  forms: { label: 'Forms', icon: <FormInput />, render: () => <Forms /> },
  cells: { label: 'Cells and views', icon: <ListTree />, render: () => <Cells /> },
  figures: { label: 'Figures', icon: <Hash />, render: () => <Figures /> },
  charts: { label: 'Charts', icon: <ChartColumn />, render: () => <Charts /> },
  states: { label: 'States', icon: <MessageSquareWarning />, render: () => <States /> },
};

/** Every component with made-up data, for looking at and for the browser tests. Absent from production unless asked for. */
export default async function ComponentsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  if (process.env.NODE_ENV === 'production' && process.env.COMPONENT_GALLERY !== '1') notFound();
  const { state, dropped } = readUrlState(await searchParams, { tabs: Object.keys(sections) });
  const tab = state.tab ?? 'foundations';
  const theme = readTheme((await cookies()).get(themeCookie)?.value);
  return (
    <ConsoleShell
      preferences={preferences}
      groups={groups}
      tenant="Halden Group"
      foot={<UserMenu name="Mara Lindt" email="mara.lindt@halden.example" theme={theme} signOut={signOutOfNothing} />}
      searchObjects={findSpecimens}
    >
      <PageBar
        crumbs={[{ label: 'Docs', href: '/docs' }, { label: 'Components' }]}
        controls={
          <PageControls scopes={scopes} scope={state.scope ?? scopes[0]?.id ?? ''} range={state.range} comparison={state.compare} />
        }
        status={<LiveIndicator state={{ kind: 'live' }} />}
      />
      <DroppedNotice dropped={dropped} />
      <PageHeader
        title="Components"
        answer={
          <>
            Everything a page of the console is made of, with made-up data. <ButtonAnchor /> of the rules behind it.
          </>
        }
        actions={<ButtonLink href="/docs/components?tab=cells">Secondary</ButtonLink>}
        primary={<Button variant="primary">Create key</Button>}
      />
      <LinkTabs
        label="Kinds of components"
        current={tab}
        tabs={Object.entries(sections).map(([id, { label }]) => ({ id, label, href: `/docs/components?tab=${id}` }))}
      />
      <div className="flex flex-col gap-8 px-(--gutter) py-6">{sections[tab]?.render()}</div>
    </ConsoleShell>
  );
}

/** A link inside the answer sentence, as figures are. */
function ButtonAnchor() {
  return (
    <a href="#main" className="underline decoration-control-edge underline-offset-4 hover:text-ink">
      12 of 20
    </a>
  );
}

const preferences: Preferences = {
  reader: { locale: 'en-US', timeZone: 'Europe/Berlin' },
  now: moment,
  density: 'regular',
  singleKeys: true,
  firstEvent: '2026-08-22T09:30:00Z',
  fiscalStartMonth: 1,
};

const groups: readonly NavigationGroup[] = [
  {
    label: 'Home',
    items: [{ label: 'Components', href: '/docs/components', icon: <CircleGauge />, keys: 'g o', count: '7' }],
  },
  {
    label: 'Sections',
    items: Object.entries(sections).map(([id, { label, icon }]) => ({ label, icon, href: `/docs/components/${id}` })),
  },
];
