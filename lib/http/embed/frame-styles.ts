import type { Box } from '#lib/core/grid-layout.ts';

/** The console's tokens, for pages that load no style sheet of it. Light and dark by the reader's own choice. */
const colours = `:root{color-scheme:light dark;--canvas:oklch(.985 .002 265);--surface:oklch(1 0 0);--sunken:oklch(.968 .003 265);--line:oklch(.925 .004 265);--ink:oklch(.21 .012 265);--quiet:oklch(.505 .015 265);--c1:oklch(.53 .2 266);--c2:oklch(.665 .138 59);--c3:oklch(.44 .078 179);--c4:oklch(.56 .195 360);--c5:oklch(.505 .102 95);--c6:oklch(.42 .14 310);--c7:oklch(.648 .127 229);--other:oklch(.655 .012 265)}
@media (prefers-color-scheme:dark){:root{--canvas:oklch(.165 .006 265);--surface:oklch(.205 .006 265);--sunken:oklch(.145 .006 265);--line:oklch(.265 .008 265);--ink:oklch(.965 .003 265);--quiet:oklch(.72 .012 265);--c1:oklch(.67 .16 266);--c2:oklch(.72 .162 60);--c3:oklch(.9 .08 169);--c4:oklch(.59 .215 358);--c5:oklch(.9 .112 94);--c6:oklch(.585 .12 309);--c7:oklch(.765 .1 219);--other:oklch(.54 .012 265)}}`;

const base = `*{box-sizing:border-box}body{margin:0;padding:12px;background:var(--canvas);color:var(--ink);font:14px/20px system-ui,sans-serif}
h1{margin:0 0 12px;font-size:16px;line-height:24px}h2{margin:0 0 2px;font-size:14px;line-height:20px;overflow-wrap:anywhere}p{margin:0}
.quiet,caption{color:var(--quiet);font-size:12px;line-height:16px;text-align:start}.grid{display:grid;gap:12px}
.cell{min-width:0;padding:14px;overflow:auto;border:1px solid var(--line);border-radius:10px;background:var(--surface)}
.value{font-size:24px;line-height:32px;font-weight:600;font-variant-numeric:tabular-nums}.note{white-space:pre-line}
table{width:100%;border-collapse:collapse;font-size:13px}th,td{padding:5px 8px 5px 0;border-bottom:1px solid var(--line);text-align:start;font-weight:400;overflow-wrap:anywhere}
thead th{color:var(--quiet);font-size:12px}tfoot :is(th,td){font-weight:600}.num{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
svg{display:block;width:100%;margin:6px 0}.chart{height:160px}.bar{height:8px}.track{fill:var(--sunken)}.grid-line{stroke:var(--line)}
.key{display:flex;flex-wrap:wrap;gap:4px 12px;padding:0;margin:4px 0 0;list-style:none;font-size:12px}.key li{display:flex;align-items:center;gap:4px}.key svg{width:10px;height:10px;margin:0}
${[1, 2, 3, 4, 5, 6, 7].map((slot) => `.c${slot}{fill:var(--c${slot})}`).join('')}.other{fill:var(--other)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}.cell:focus-visible{outline:2px solid var(--c1)}
footer{margin-top:12px}@media (forced-colors:active){.c1,.c2,.c3,.c4,.c5,.c6,.c7,.other{fill:CanvasText;forced-color-adjust:none}}`;

/** Where each cell lies, in windows wide enough for columns; in others they follow each other. */
const placed = (boxes: readonly Box[]): string =>
  boxes.map(({ x, y, w, h }, at) => `.at${at}{grid-column:${x + 1}/span ${w};grid-row:${y + 1}/span ${h}}`).join('');

/** The style sheet of a frame with these cells; of a single one it fills the frame. */
export const frameStyles = (boxes: readonly Box[]): string =>
  `${colours}${base}${boxes.length < 2 ? '' : `@media (min-width:640px){.grid{grid-template-columns:repeat(12,minmax(0,1fr));grid-auto-rows:minmax(48px,auto)}${placed(boxes)}}`}`;
