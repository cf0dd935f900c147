// Every state of the window on one page, for people to look at: `npm run dev:mock`. Each
// is the window itself in a frame of its own, in the width that is chosen above.
import { scenes } from '../src/lib/host/scenes';

const WIDTHS = [1280, 1024, 800, 640, 320];
const HEIGHT = 800;

/** Puts the gallery on the page. */
export function showGallery(target: HTMLElement): void {
  document.documentElement.style.overflow = 'auto';
  const asked = new URLSearchParams(location.search);
  const width = Number(asked.get('width')) || WIDTHS[0] || HEIGHT;
  target.append(choices(width), ...Object.keys(scenes).map((scene) => frameOf(scene, width)));
}

function choices(chosen: number): HTMLElement {
  const bar = document.createElement('nav');
  bar.ariaLabel = 'Width';
  bar.append(
    ...WIDTHS.map((width) => {
      const link = document.createElement('a');
      link.href = `?all&width=${width}`;
      link.textContent = ` ${width} px `;
      if (width === chosen) link.ariaCurrent = 'page';
      return link;
    }),
  );
  return bar;
}

function frameOf(scene: string, width: number): HTMLElement {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  const link = document.createElement('a');
  link.href = `?scene=${scene}`;
  link.textContent = scene;
  caption.append(link);
  const frame = document.createElement('iframe');
  frame.src = `?scene=${scene}`;
  frame.title = scene;
  frame.width = String(width);
  frame.height = String(HEIGHT);
  frame.loading = 'lazy';
  figure.append(caption, frame);
  return figure;
}
