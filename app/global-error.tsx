'use client';
import './globals.css';
import ErrorPage, { type ErrorPageProps } from './error.tsx';

/** Stands in for the whole document when its layout fails. */
export default function GlobalErrorPage(props: ErrorPageProps) {
  return (
    <html lang="en">
      <body>
        <title>Error · Tollgate</title>
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
