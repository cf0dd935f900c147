// What a build must keep: the public page small, readable by old browsers, and
// free of inline source, which its content security policy forbids. Prints the
// sizes.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { parse } from 'acorn';

const FIRST_VIEW = 50_000;
const FIRST_SCRIPT = 25_000;

// What came after Safari 15 and Chrome 90. Syntax is judged by its node, calls by
// their name; `at` is missing here because src/patron/old-browsers.ts brings it.
const TOO_NEW_CALLS = new Set([
  'findLast',
  'findLastIndex',
  'groupBy',
  'hasOwn',
  'randomUUID',
  'structuredClone',
  'toReversed',
  'toSorted',
  'withResolvers',
]);

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const faults = [];

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function inlineSource(html) {
  const found = [];
  for (const [tag] of html.matchAll(/<script\b[^>]*>/gi)) {
    if (!/\bsrc=/.test(tag)) found.push(tag);
  }
  for (const [tag] of html.matchAll(/<style\b[^>]*>/gi)) found.push(tag);
  for (const [tag] of html.matchAll(/<[^>]+\s(?:style|on\w+)=[^>]*>/gi)) found.push(tag);
  return found;
}

/** Every node of a syntax tree. */
function* walk(node) {
  if (Array.isArray(node)) {
    for (const child of node) yield* walk(child);
  } else if (node && typeof node.type === 'string') {
    yield node;
    for (const key of Object.keys(node)) yield* walk(node[key]);
  }
}

function calledName(node) {
  const { callee } = node;
  if (callee.type === 'Identifier') return callee.name;
  // A guarded call (`crypto.randomUUID?.()`) knows that it may be missing.
  if (callee.type === 'MemberExpression' && !callee.computed && !node.optional) {
    return callee.property.name;
  }
  return undefined;
}

/** What in a script an old browser would not read. */
function tooNew(source) {
  let tree;
  try {
    // 2022 for class fields, which both browsers have; the rest of it is refused below.
    tree = parse(source, { ecmaVersion: 2022, sourceType: 'module' });
  } catch (error) {
    return [error.message];
  }
  const found = [];
  for (const node of walk(tree)) {
    if (node.type === 'StaticBlock') found.push('a static block');
    if (node.type === 'BinaryExpression' && node.left.type === 'PrivateIdentifier') {
      found.push('#private in object');
    }
    if (node.type === 'Literal' && node.regex && /[dv]/.test(node.regex.flags)) {
      found.push(`the flags of ${node.raw}`);
    }
    if (node.type === 'Literal' && node.regex && /\(\?<[=!]/.test(node.regex.pattern)) {
      found.push(`the look-behind of ${node.raw}`);
    }
    if (node.type === 'CallExpression' && TOO_NEW_CALLS.has(calledName(node))) {
      found.push(`a call of ${calledName(node)}`);
    }
  }
  return found;
}

function gzipped(path) {
  return gzipSync(readFileSync(path), { level: 9 }).length;
}

function checkInline(page) {
  for (const path of files(join(dist, page)).filter((path) => path.endsWith('.html'))) {
    for (const tag of inlineSource(readFileSync(path, 'utf8'))) {
      faults.push(`${path} holds inline source: ${tag}`);
    }
  }
}

function checkPatron() {
  const root = join(dist, 'patron');
  const html = readFileSync(join(root, 'index.html'), 'utf8');
  const asked = [...html.matchAll(/\b(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]);
  let all = gzipped(join(root, 'index.html'));
  let script = 0;
  for (const name of asked) {
    const size = gzipped(join(root, name));
    all += size;
    if (name.endsWith('.js')) script += size;
  }
  for (const path of files(root)) {
    if (!path.endsWith('.js')) continue;
    for (const what of tooNew(readFileSync(path, 'utf8'))) {
      faults.push(`${path} is too new for Safari 15 or Chrome 90: ${what}`);
    }
  }
  const words = (bytes, limit) => `${(bytes / 1000).toFixed(1)} kB of ${limit / 1000} kB`;
  console.log(`The public page at first sight: ${words(all, FIRST_VIEW)}`);
  console.log(`  of which script:              ${words(script, FIRST_SCRIPT)}`);
  if (all > FIRST_VIEW)
    faults.push(`The first view of the public page is ${words(all, FIRST_VIEW)}.`);
  if (script > FIRST_SCRIPT) faults.push(`Its script is ${words(script, FIRST_SCRIPT)}.`);
}

function printSizes(page) {
  console.log(`${page}:`);
  for (const path of files(join(dist, page)).sort()) {
    const size = (gzipped(path) / 1000).toFixed(1).padStart(7);
    console.log(`${size} kB  ${path.slice(dist.length + page.length + 1)}`);
  }
}

for (const page of ['patron', 'desk']) {
  printSizes(page);
  checkInline(page);
}
checkPatron();

if (faults.length > 0) {
  for (const fault of faults) console.error(fault);
  process.exit(1);
}
