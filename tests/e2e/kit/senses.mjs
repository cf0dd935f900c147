// Eyes and ears on a page: what colours a picture has, and what tone a call gives.

import { until } from './until.mjs';

/** The tone of a synthetic microphone, and how near to it is near, in Hz. */
const TONE = 440;
const NEAR = 6;
/** The four fields of the synthetic camera, Y, U and V: above left and right, below. */
const FIELDS = [
  [90, 180, 110],
  [150, 90, 180],
  [120, 70, 90],
  [180, 150, 150],
];
const TOLERANCE = 24;

/**
 * The mean colours of a picture's four corners, and how much of it is green.
 *
 * @returns {Promise<{width: number, height: number, corners: number[][], green: number} | null>}
 *   null while there is no picture
 */
export function look(page, name) {
  return page.evaluate(seen, name);
}

/* Runs in the page. */
function seen(name) {
  const source = document.querySelector(`[data-testid="${name}"]`);
  const width = source?.videoWidth ?? source?.width ?? 0;
  const height = source?.videoHeight ?? source?.height ?? 0;
  if (width === 0 || height === 0) return null;
  const size = 64;
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(source, 0, 0, size, size);
  const mean = (left, top, side) => {
    const { data } = pen.getImageData(left, top, side, side);
    const sum = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) {
      for (let part = 0; part < 3; part += 1) sum[part] += data[at + part];
    }
    return sum.map((value) => Math.round(value / (data.length / 4)));
  };
  const corners = [8, 40].flatMap((top) => [8, 40].map((left) => mean(left, top, 16)));
  const { data } = pen.getImageData(0, 0, size, size);
  let green = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 1] > data[at] + 25 && data[at + 1] > data[at + 2] + 25) green += 1;
  }
  return { width, height, corners, green: green / (size * size) };
}

/** Whether these are the colours of the synthetic camera. */
export function isSyntheticPicture(picture) {
  return Boolean(picture) && picture.corners.every((colour, at) => isNear(yuv(colour), FIELDS[at]));
}

/** Whether this is Chromium's fake camera: a moving shape, all in greens. */
export function isFakeCameraPicture(picture) {
  return Boolean(picture) && picture.green > 0.8;
}

const isNear = (colour, wanted) =>
  colour.every((value, part) => Math.abs(value - wanted[part]) < TOLERANCE);

/** BT.601 with the video range. */
function yuv([red, green, blue]) {
  return [
    16 + 0.257 * red + 0.504 * green + 0.098 * blue,
    128 - 0.148 * red - 0.291 * green + 0.439 * blue,
    128 + 0.439 * red - 0.368 * green - 0.071 * blue,
  ];
}

/** The loudest tone of the call in hertz; 0 in silence. The page's own player is asked for
 * its stream, and nothing of the page is changed. */
export function hear(page) {
  return page.evaluate(tone);
}

/* Runs in the page. */
async function tone() {
  const stream = document.querySelector('audio')?.srcObject;
  if (!stream || stream.getAudioTracks().length === 0) return 0;
  const context = new AudioContext();
  try {
    await context.resume();
    const analyser = new AnalyserNode(context, { fftSize: 16384, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(stream).connect(analyser);
    const bins = new Float32Array(analyser.frequencyBinCount);
    const deadline = performance.now() + 1500;
    let loudest = 0;
    do {
      await new Promise((done) => requestAnimationFrame(done));
      analyser.getFloatFrequencyData(bins);
      loudest = bins.indexOf(Math.max(...bins));
    } while (bins[loudest] < -60 && performance.now() < deadline);
    if (!(bins[loudest] > -60)) return 0;
    // Wait until the window is filled with the tone alone.
    const filled = performance.now() + (16384 / context.sampleRate) * 1000;
    while (performance.now() < filled) await new Promise((done) => requestAnimationFrame(done));
    analyser.getFloatFrequencyData(bins);
    loudest = bins.indexOf(Math.max(...bins));
    return bins[loudest] > -60 ? Math.round((loudest * context.sampleRate) / 16384) : 0;
  } finally {
    await context.close();
  }
}

/** The patron hears the librarian's tone. */
export async function hearsTheTone(patron) {
  await until('the tone to be heard', async () => Math.abs((await patron.tone()) - TONE) <= NEAR);
}

/** The seat hears the patron's beeps. */
export async function isHeard(seat) {
  const before = (await seat.report()).heard;
  await until('the patron to be heard at the seat', async () => {
    const { heard } = await seat.report();
    return heard.beeps > before.beeps + 1;
  });
}
