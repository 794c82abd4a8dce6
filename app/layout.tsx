import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { readTheme, themeCookie, themeScript } from '#components/shell/theme.ts';
import { InputModality } from '#components/ui/input-modality.tsx';
import { Toaster } from '#components/ui/toaster.tsx';
import { TooltipHost } from '#components/ui/tooltip-host.tsx';
import { mono, sans } from './fonts.ts';
import './globals.css';

export const metadata: Metadata = { title: { default: 'Tollgate', template: '%s · Tollgate' } };

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

/** The document around every page: fonts, theme before the first paint, and what pages share once. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [cookieJar, received] = await Promise.all([cookies(), headers()]);
  const theme = readTheme(cookieJar.get(themeCookie)?.value);
  return (
    // The script below may add `dark` and `data-apple` before React looks.
    <html
      lang="en"
      data-theme={theme}
      className={`${sans.variable} ${mono.variable} font-sans ${theme === 'dark' ? 'dark' : ''}`}
      suppressHydrationWarning
    >
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, run under the response's nonce */}
        <script nonce={received.get('x-nonce') ?? undefined} dangerouslySetInnerHTML={{ __html: themeScript }} suppressHydrationWarning />
      </head>
      <body>
        {children}
        <InputModality />
        <TooltipHost />
        <Toaster />
      </body>
    </html>
  );
}
