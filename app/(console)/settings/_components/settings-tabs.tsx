const tabs = [
  { id: 'general', label: 'General', href: '/settings/general' },
  { id: 'security', label: 'Security', href: '/settings/security' },
  { id: 'sign-in', label: 'Single sign-on', href: '/settings/sign-in' },
  { id: 'sessions', label: 'Sessions', href: '/settings/sessions' },
  { id: 'tokens', label: 'API tokens', href: '/settings/tokens' },
  { id: 'bi-tokens', label: 'BI tokens', href: '/settings/bi-tokens' },
  { id: 'clients', label: 'OAuth clients', href: '/settings/clients' },
  { id: 'scim', label: 'SCIM', href: '/settings/scim' },
  { id: 'support', label: 'Support access', href: '/settings/support' },
];

const tabClasses =
  '-mb-px flex h-9 shrink-0 items-center whitespace-nowrap border-transparent border-b-2 text-control text-quiet hover:text-ink aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink touch:h-11';

/** Sections of the settings, each with its own address. Plain links: the form below fills the page's allowance of scripts. */
export function SettingsTabs({
  current,
}: {
  current: 'general' | 'security' | 'sign-in' | 'sessions' | 'tokens' | 'bi-tokens' | 'clients' | 'scim' | 'support';
}) {
  return (
    <nav aria-label="Settings" className="flex shrink-0 gap-5 overflow-x-auto border-b px-(--gutter)">
      {tabs.map(({ id, label, href }) => (
        <a key={id} href={href} aria-current={id === current ? 'page' : undefined} className={tabClasses}>
          {label}
        </a>
      ))}
    </nav>
  );
}
