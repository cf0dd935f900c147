// All that comes after the front is drawn, fetched as one.
export { openedBy } from './fragment';
export { furnish } from './furnish';
export { default as More } from './More.svelte';
export { default as Room } from './Room.svelte';
