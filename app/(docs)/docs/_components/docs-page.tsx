import type { ReactNode } from 'react';

export interface DocsPageProps {
  title: string;
  /** One sentence under the title. */
  lead: ReactNode;
  /** Shown beside the page where there is room. */
  contents?: ReactNode;
  children: ReactNode;
}

const links = [
  { href: '/docs', label: 'Documentation' },
  { href: '/docs/api', label: 'Management API' },
  { href: '/docs/errors', label: 'Errors' },
] as const;

/** A page of the documentation: open to everybody, signed in or not. */
export function DocsPage({ title, lead, contents, children }: DocsPageProps) {
  return (
    <div className="mx-auto w-full max-w-240 px-4 py-8">
      <header className="mb-8 flex flex-wrap items-center gap-x-6 gap-y-2">
        <a href="/" className="font-semibold text-lead">
          Tollgate
        </a>
        <nav aria-label="Documentation">
          <ul className="flex flex-wrap gap-x-4 text-control text-second">
            {links.map(({ href, label }) => (
              <li key={href}>
                <a href={href} className="hover:text-ink hover:underline">
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <div className={contents === undefined ? undefined : 'grid gap-8 md:grid-cols-[12rem_minmax(0,1fr)]'}>
        {contents}
        <main id="main" className="min-w-0">
          <h1 className="mb-2 font-semibold text-title">{title}</h1>
          <p className="mb-8 max-w-160 text-second">{lead}</p>
          {children}
        </main>
      </div>
    </div>
  );
}
