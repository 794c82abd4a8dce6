export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Cookie that carries the choice, so that the server writes the right class into the first byte of HTML. */
export const themeCookie = 'tollgate_theme';

export function readTheme(cookie: string | undefined): Theme {
  return themes.find((theme) => theme === cookie) ?? 'system';
}

/**
 * Runs before the first paint: resolves "system", which only the browser knows, follows the system while the page is open,
 * marks Apple keyboards, and hands the nonce to libraries that add style elements.
 */
export const themeScript = `(function(){var r=document.documentElement,m=matchMedia('(prefers-color-scheme: dark)');
function f(){if(r.dataset.theme==='system')r.classList.toggle('dark',m.matches)}f();m.addEventListener('change',f);
if(/Mac|iPhone|iPad/.test(navigator.platform))r.dataset.apple='';window.__webpack_nonce__=document.currentScript.nonce})()`;

/** Applies and remembers a theme in the browser. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.classList.toggle('dark', theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches));
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=31536000; samesite=lax`;
}
