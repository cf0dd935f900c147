// Cases of the scenes.
import type { WindowCases } from '$lib/wire';

/** Cases of which nothing is known. */
export const NO_CASES_YET: WindowCases = {
  view: null,
  open: null,
  gone: null,
  ofThreads: [],
  answer: null,
};
