import { isValidElement, type ReactNode } from 'react';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#x27;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Elements without content (HTML Living Standard, section 13.1.2). */
const voidTags: ReadonlySet<string> = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);

const styleText = (style: object): string =>
  Object.entries(style)
    .map(([name, value]) => `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}:${String(value)}`)
    .join(';');

function attributeText(name: string, value: unknown): string {
  if (name === 'children' || name === 'dangerouslySetInnerHTML' || value === undefined || value === null || value === false) return '';
  const text = name === 'style' ? styleText(Object(value)) : String(value);
  return ` ${name === 'className' ? 'class' : name}="${escaped(text)}"`;
}

/** Markup that somebody of ours wrote, such as a style sheet; undefined where the element has children. */
function ownMarkup(props: object): string | undefined {
  const own: unknown = Object(Reflect.get(props, 'dangerouslySetInnerHTML')).__html;
  return typeof own === 'string' ? own : undefined;
}

/**
 * React elements of plain tags as HTML, as `renderToStaticMarkup` of react-dom writes them: that one cannot be loaded where the
 * console's server components are, and messages are drawn there as well as in the worker. Texts are escaped; numbers in styles
 * are written as they are. Throws for components, which messages do not have.
 */
export function staticMarkup(node: ReactNode): string {
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (typeof node === 'string' || typeof node === 'number' || typeof node === 'bigint') return escaped(String(node));
  if (Array.isArray(node)) return node.map((child: ReactNode) => staticMarkup(child)).join('');
  if (!isValidElement<{ children?: ReactNode }>(node) || typeof node.type !== 'string')
    throw new TypeError('A message has plain tags only');
  const { type, props } = node;
  const attributes = Object.entries(props)
    .map(([name, value]) => attributeText(name, value))
    .join('');
  if (voidTags.has(type)) return `<${type}${attributes}/>`;
  return `<${type}${attributes}>${ownMarkup(props) ?? staticMarkup(props.children)}</${type}>`;
}
