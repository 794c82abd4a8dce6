'use client';

/**
 * The frame has the policy of its document, by which a style element needs the document's nonce. A page that was reached by a
 * link has it no more in its response, only in the document that stands: `received` is for the server, which has none.
 */
const nonceOfDocument = (received: string): string =>
  typeof document === 'undefined' ? received : (document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? received);

/** The message itself at its own size, apart from the page: nothing in it runs, and nothing is fetched. */
export function MailFrame({ html, nonce, title }: { html: string; nonce: string; title: string }) {
  return (
    <iframe
      title={title}
      sandbox=""
      srcDoc={html.replace('<style>', `<style nonce="${nonceOfDocument(nonce)}">`)}
      className="h-[70vh] min-h-110 w-full rounded-lg border bg-sunken"
    />
  );
}
