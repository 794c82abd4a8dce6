const tabs = [
  { id: 'general', label: 'General', href: '/settings/general' },
  { id: 'sessions', label: 'Sessions', href: '/settings/sessions' },
];

const tabClasses =
  '-mb-px flex h-9 items-center border-transparent border-b-2 text-control text-quiet hover:text-ink aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink touch:h-11';

/** Sections of the settings, each with its own address. Plain links: the form below fills the page's allowance of scripts. */
export function SettingsTabs({ current }: { current: 'general' | 'sessions' }) {
  return (
    <nav aria-label="Settings" className="flex gap-5 overflow-x-auto border-b px-(--gutter)">
      {tabs.map(({ id, label, href }) => (
        <a key={id} href={href} aria-current={id === current ? 'page' : undefined} className={tabClasses}>
          {label}
        </a>
      ))}
    </nav>
  );
}
