import type { Metadata } from 'next';
import { DocsPage } from './_components/docs-page.tsx';

export const metadata: Metadata = { title: 'Documentation' };

const pages = [
  { href: '/docs/api', title: 'Management API', text: 'Every operation with its permission, its fields, an example and its errors.' },
  { href: '/docs/errors', title: 'Errors', text: 'Every error code: what it means and what to do about it.' },
  { href: '/api/v1/openapi.json', title: 'OpenAPI document', text: 'The same for programs, as OpenAPI 3.1.' },
] as const;

/** Where the documentation begins. */
export default function DocsIndexPage() {
  return (
    <DocsPage
      title="Documentation"
      lead="What programs need to know about Tollgate, made from the declarations that the API itself runs on."
    >
      <ul className="flex flex-col gap-4">
        {pages.map(({ href, title, text }) => (
          <li key={href}>
            <a href={href} className="font-medium text-brand-text hover:underline">
              {title}
            </a>
            <p className="text-second">{text}</p>
          </li>
        ))}
      </ul>
    </DocsPage>
  );
}
