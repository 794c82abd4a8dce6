import type { ReactNode } from 'react';
import { ConsoleShell } from '#components/shell/console-shell.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import { readTheme } from '#components/shell/theme.ts';
import { LinkCommand } from '#components/shell/use-command.tsx';
import { Banner } from '#components/ui/banner.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Account } from './_shell/account.tsx';
import { countWaiting } from './_shell/count-waiting.ts';
import { pageIcon } from './_shell/icons.tsx';
import { loadReader } from './_shell/load-reader.ts';
import { isShown, navigationGroups } from './_shell/navigation-groups.tsx';
import { palettePages, settingsPage } from './_shell/pages.ts';
import { StepUpHost } from './_shell/step-up-host.tsx';

/** Everything around a signed-in page. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const [{ me, reader, now, theme, isFolded }, waiting] = await Promise.all([loadReader(), countWaiting()]);
  const { user, tenant, permissions } = me;
  const visitor = { permissions, isOperator: tenant.kind === 'platform' };
  const preferences = {
    reader,
    now,
    density: 'regular',
    singleKeys: true,
    firstEvent: tenant.created_at,
    fiscalStartMonth: 1,
  } as const;
  const foot = (
    <>
      {isShown(settingsPage, visitor) ? <SettingsLink /> : null}
      {[...palettePages, settingsPage]
        .filter((page) => isShown(page, visitor))
        .map(({ href, label }) => (
          <LinkCommand key={href} id={`go:${href}`} group="Go to" label={label} href={href} />
        ))}
      <Account name={user.name || user.email} email={user.email} theme={readTheme(theme)} />
    </>
  );
  return (
    <ConsoleShell
      preferences={preferences}
      groups={navigationGroups(visitor, { '/approvals': waiting })}
      tenant={<span dir="auto">{tenant.name}</span>}
      foot={foot}
      folded={isFolded}
      banner={<TenantBanner mustChangePassword={user.must_change_password} mustEnrol={me.must_enrol} isDemo={tenant.kind === 'demo'} />}
    >
      {children}
      <StepUpHost />
    </ConsoleShell>
  );
}

/** At most one sentence for the whole console, the most pressing first. */
function TenantBanner({ mustChangePassword, mustEnrol, isDemo }: { mustChangePassword: boolean; mustEnrol: boolean; isDemo: boolean }) {
  if (mustChangePassword) {
    return (
      <Banner
        tone="warning"
        action={
          <ButtonLink href="/account" size="small">
            Change password
          </ButtonLink>
        }
      >
        You signed in with a temporary password. Choose your own before it runs out.
      </Banner>
    );
  }
  if (mustEnrol) {
    return (
      <Banner
        tone="warning"
        action={
          <ButtonLink href="/account" size="small">
            Set one up
          </ButtonLink>
        }
      >
        Your organization asks for a second factor. Until you have one, nothing else is open.
      </Banner>
    );
  }
  if (!isDemo) return null;
  return <Banner tone="info">This is the demo organization: its history is made up, your own calls are real.</Banner>;
}

function SettingsLink() {
  return (
    <PageLink
      href={settingsPage.href}
      prefetch={false}
      className="flex h-8 items-center gap-2 rounded-md px-2 text-control text-second hover:bg-hover hover:text-ink group-data-[navigation=folded]/shell:justify-center"
    >
      {pageIcon(settingsPage.icon)}
      <span className="group-data-[navigation=folded]/shell:sr-only">{settingsPage.label}</span>
    </PageLink>
  );
}
