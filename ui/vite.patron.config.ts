// The public page: served by the desk server at every handle, to old phones too.
import { defineConfig } from 'vite';

import { leanIcons } from './scripts/lean-icons.mjs';
import { leanMessages } from './scripts/lean-messages.mjs';
import { page } from './vite.common.ts';

export default defineConfig(
  page('patron', ['chrome90', 'safari15', 'firefox90'], 5173, [leanIcons(), leanMessages()]),
);
