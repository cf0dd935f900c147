// Pictures as files: what share of one is green, as Chromium's fake camera is.

/** The share of green points in a region of a picture; of all of it, if none is given. */
export function greenOf(png, region = { left: 0, top: 0, width: png.width, height: png.height }) {
  let green = 0;
  for (let row = region.top; row < region.top + region.height; row += 1) {
    for (let column = region.left; column < region.left + region.width; column += 1) {
      const at = (row * png.width + column) * 4;
      const [red, above, blue] = png.data.subarray(at, at + 3);
      if (above > red + 25 && above > blue + 25) green += 1;
    }
  }
  return green / (region.width * region.height);
}
