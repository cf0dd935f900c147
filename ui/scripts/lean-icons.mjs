// Lucide draws an icon at run time from a list of shapes, which costs a page that
// counts its bytes three kilobytes. This writes the shapes into the component's
// template when the page is built. An icon so drawn has no name of its own: it stands
// beside a text, always.
import { readFile } from 'node:fs/promises';

const ICON = /@lucide\/svelte\/dist\/icons\/[\w-]+\.svelte$/;

function element([tag, attributes]) {
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  return `<${tag} ${written.join(' ')} />`;
}

/** The source of a component that draws these shapes. */
export function leanIcon(source) {
  const data = /const iconData = (\{.*\});/.exec(source)?.[1];
  if (!data) throw new Error('This is no Lucide icon.');
  const { node } = JSON.parse(data);
  return `<script>
  const { size = 24, strokeWidth = 2 } = $props();
</script>
<svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
  stroke-width={strokeWidth} stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
  ${node.map(element).join('\n  ')}
</svg>
`;
}

/** @returns {import('vite').Plugin} */
export function leanIcons() {
  return {
    name: 'lean-icons',
    enforce: 'pre',
    apply: 'build',
    async load(id) {
      return ICON.test(id) ? leanIcon(await readFile(id, 'utf8')) : null;
    },
  };
}
