// Compiles messages/ into src/lib/paraglide, for what runs without the bundler:
// lint, check and test.
import { compile } from '@inlang/paraglide-js';

import { paraglide } from './paraglide.mjs';

await compile(paraglide);
