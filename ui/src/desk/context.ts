// How components reach the window's state.
import { createContext } from 'svelte';

import type { Desk } from './state/desk.svelte';

export const [getDesk, setDesk] = createContext<Desk>();
