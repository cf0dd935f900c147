// How the screens reach the visit and the devices they draw.
import { createContext } from 'svelte';

import type { Devices } from './devices.svelte';
import type { Visit } from './visit.svelte';

export const [getVisit, setVisit] = createContext<Visit>();
export const [getDevices, setDevices] = createContext<Devices>();
