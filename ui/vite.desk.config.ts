// The staff window: WebKitGTK 2.50, WebView2 and WKWebView of macOS 14.
import { defineConfig } from 'vite';

import { page } from './vite.common.ts';

export default defineConfig(page('desk', ['chrome120', 'safari17'], 5174));
