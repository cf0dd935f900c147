// Moving pictures for the mock: somebody in front of a shelf, painted as I420 with no
// camera and no encoder. The patron's cost credits, as the program's do.
import { packPicture, planesLength } from './picture';

const RATE = 90_000;
const PICTURES_A_SECOND = 15;
const CREDITS = 3;

export class MockPictures {
  #show = { patron: false, own: false };
  #hear = { patron: false, own: false };
  #credits = CREDITS;
  #number = 0;

  start(onPicture: (bytes: ArrayBuffer) => void): void {
    setInterval(() => this.#next(onPicture), 1000 / PICTURES_A_SECOND);
  }

  show(show: { patron: boolean; own: boolean }): void {
    this.#show = show;
  }

  hear(hear: { patron: boolean; own: boolean }): void {
    this.#hear = hear;
  }

  drawn(): void {
    this.#credits = Math.min(CREDITS, this.#credits + 1);
  }

  #next(onPicture: (bytes: ArrayBuffer) => void): void {
    this.#number += 1;
    if (this.#number % 2 === 0) {
      const loud = (on: boolean, step: number) =>
        on ? 110 + 90 * Math.abs(Math.sin(this.#number * step)) : 0;
      const levels = [loud(this.#hear.own, 0.21), loud(this.#hear.patron, 0.13)];
      onPicture(packPicture('levels', 0, 0, 0, new Uint8Array(levels)));
    }
    const second = this.#number / PICTURES_A_SECOND;
    const time = Math.round(second * RATE);
    if (this.#show.patron && this.#credits > 0) {
      this.#credits -= 1;
      onPicture(packPicture('patronI420', 640, 480, time, paint(640, 480, second, WARM)));
    }
    if (this.#show.own && this.#number % 2 === 0) {
      onPicture(packPicture('ownI420', 320, 240, time, paint(320, 240, second + 3, COOL)));
    }
  }
}

type Colour = readonly [y: number, u: number, v: number];

interface Palette {
  wall: Colour;
  shelf: Colour;
  skin: Colour;
  hair: Colour;
  coat: Colour;
}

const WARM: Palette = {
  wall: [178, 116, 138],
  shelf: [96, 112, 148],
  skin: [166, 108, 152],
  hair: [52, 124, 134],
  coat: [88, 150, 108],
};

const COOL: Palette = {
  wall: [150, 134, 122],
  shelf: [84, 140, 120],
  skin: [182, 110, 150],
  hair: [70, 116, 146],
  coat: [74, 122, 158],
};

const BOOKS: Colour[] = [
  [120, 110, 170],
  [90, 150, 110],
  [150, 100, 140],
  [70, 128, 128],
  [130, 140, 108],
];

/** One picture; the person breathes and nods a little. */
export function paint(
  width: number,
  height: number,
  second: number,
  palette: Palette = WARM,
): Uint8Array {
  const data = new Uint8Array(planesLength(width, height));
  const half = Math.ceil(width / 2);
  const u = width * height;
  const v = u + half * Math.ceil(height / 2);
  const sway = Math.sin(second * 1.3) * 0.012;
  const nod = Math.sin(second * 2.1) * 0.008;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [luma, blue, red] = colourAt(
        (column + 0.5) / height - width / height / 2 - sway,
        (row + 0.5) / height - nod,
        palette,
      );
      data[row * width + column] = luma;
      if (row % 2 === 0 && column % 2 === 0) {
        const chroma = (row >> 1) * half + (column >> 1);
        data[u + chroma] = blue;
        data[v + chroma] = red;
      }
    }
  }
  return data;
}

/** `x` is zero in the middle; the picture is one high. */
function colourAt(x: number, y: number, palette: Palette): Colour {
  const inOval = (cx: number, cy: number, rx: number, ry: number) =>
    ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1;

  if (inOval(-0.055, 0.41, 0.014, 0.016) || inOval(0.055, 0.41, 0.014, 0.016)) return palette.hair;
  if (inOval(0, 0.505, 0.045, 0.012)) return [110, 112, 168];
  if (y > 0.27 && inOval(0, 0.43, 0.125, 0.17) && y > 0.31 + x * x) return palette.skin;
  if (inOval(0, 0.4, 0.16, 0.2)) return palette.hair;
  if (Math.abs(x) < 0.055 && y > 0.5 && y < 0.72) return palette.skin;
  if (inOval(0, 1.02, 0.36, 0.36)) return palette.coat;

  const board = y % 0.32;
  if (board > 0.3) return palette.shelf;
  const book = Math.floor((x + 2) / 0.055);
  const tall = 0.09 + ((book * 7) % 5) * 0.018;
  if (book % 9 < 6 && board > 0.3 - tall - 0.06) return BOOKS[book % BOOKS.length] ?? palette.wall;
  return palette.wall;
}
