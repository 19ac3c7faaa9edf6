/* Retain's service worker: keeps a checked copy of the whole site on the
   device and answers from it, so that no network is needed and none is used.

   - All or nothing: a version is installed only when each of its files is
     stored and has the SHA-256 written below. A half-stored version is never
     used, and the one before it stays in use.
   - It never switches by itself: a newer version waits until all tabs are
     closed or the user asks ("activate"). So a page and the files it loads
     later are always of one version.
   - It touches only its own caches. The name holds the scope, because several
     sites of this kind can live under one origin.
   - It makes no request of its own but for the files listed here.
   - A copy that was damaged on the device is fetched again at the next load. */
"use strict";

const VERSION = "{{.Version}}";

// Every page and asset: url relative to the scope, SHA-256, content type.
const FILES = {{.Files}};

// Sent with every page, so that a copy has them even if the host sends none.
const HEADERS = {{.Headers}};

const SCOPE = new URL(self.registration.scope);
// "/" is escaped, so no scope's prefix is the beginning of another's.
const PREFIX = "retain:" + encodeURIComponent(SCOPE.pathname) + ":";
const CACHE = PREFIX + VERSION;
const BY_URL = new Map(FILES.map((file) => [file.url, file]));

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", answer);

self.addEventListener("message", (event) => {
  const { type } = event.data || {};
  if (type === "activate") event.waitUntil(self.skipWaiting());
  if (type === "check") event.waitUntil(check(event.ports[0]));
});

async function install() {
  try {
    await fill((done, fetched) => tell({ type: "installing", done, total: FILES.length, fetched }));
  } catch (error) {
    // Gives the space back: what was stored is of no use without the rest.
    await caches.delete(CACHE).catch(() => {});
    await tell({ type: "failed", reason: reasonOf(error), file: error.file || "" });
    throw error;
  }
}

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
  // The page of the first visit works offline too, without a reload.
  await self.clients.claim();
}

// check looks at every file again, because a browser may have removed some.
// It fetches what is gone or damaged, and answers on port.
async function check(port) {
  for (const fetched of mended.splice(0)) port.postMessage({ type: "checking", done: 0, total: FILES.length, fetched });
  try {
    const repaired = await fill((done, fetched) =>
      port.postMessage({ type: "checking", done, total: FILES.length, fetched }),
    );
    port.postMessage({ type: "checked", version: VERSION, total: FILES.length, repaired });
  } catch (error) {
    port.postMessage({ type: "failed", version: VERSION, reason: reasonOf(error), file: error.file || "" });
  }
}

// fill makes the cache complete and resolves to the files it had to get. A
// copy in an older version's cache is as good as a download.
async function fill(progress) {
  const cache = await caches.open(CACHE);
  const older = [];
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) older.push(await caches.open(name));
  }
  const got = [];
  let done = 0;
  for (const file of FILES) {
    let fetched = "";
    if (!(await stored(cache, file))) {
      let bytes = null;
      for (const from of older) bytes = bytes || (await stored(from, file));
      if (!bytes) {
        bytes = await download(file);
        if (await crossedNetwork(file)) fetched = new URL(file.url, SCOPE).pathname;
      }
      await put(cache, file, bytes);
      got.push(file.url);
    }
    await progress(++done, fetched);
  }
  return got;
}

// stored resolves to the file's bytes if cache holds exactly them, else null.
async function stored(cache, file) {
  const response = await cache.match(new URL(file.url, SCOPE));
  if (!response) return null;
  const bytes = await response.arrayBuffer();
  return (await sha256(bytes)) === file.sha256 ? bytes : null;
}

async function download(file) {
  let bytes;
  try {
    // The browser's own cache may answer: the page has just loaded most files.
    bytes = await body(file, "default");
    // What it answered may be of an earlier deployment; the host decides.
    if ((await sha256(bytes)) !== file.sha256) bytes = await body(file, "reload");
  } catch (error) {
    throw problem("network", file, error);
  }
  if ((await sha256(bytes)) !== file.sha256) throw problem("hash", file);
  return bytes;
}

async function body(file, cache) {
  const response = await fetch(new URL(file.url, SCOPE), { cache });
  if (!response.ok) throw new Error("status " + response.status);
  return response.arrayBuffer();
}

// crossedNetwork is false only if the browser's own cache is known to have
// answered; the page lists the rest among its requests.
async function crossedNetwork(file) {
  await new Promise((resolve) => setTimeout(resolve)); // the entry comes after the body
  const entry = performance.getEntriesByName(new URL(file.url, SCOPE).href, "resource").pop();
  return !entry || entry.transferSize > 0 || entry.decodedBodySize === 0;
}

// put stores bytes with headers of our own: the host's say how the file was
// sent, and a redirected response could not answer a navigation.
async function put(cache, file, bytes) {
  const headers = { "Content-Type": file.type, ...HEADERS };
  try {
    await cache.put(new URL(file.url, SCOPE), new Response(bytes, { headers }));
  } catch (error) {
    throw problem("storage", file, error);
  }
}

function answer(event) {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== SCOPE.origin || !url.pathname.startsWith(SCOPE.pathname)) return;
  // The query is left out: a page is the same page with any.
  const name = url.pathname.slice(SCOPE.pathname.length);
  if (request.mode !== "navigate") {
    // config.json and whatever else is not listed goes to the network.
    if (BY_URL.has(name)) event.respondWith(copy(name, request));
    return;
  }
  const page = name.replace(/(^|\/)index\.html$/, "$1");
  if (BY_URL.has(page)) {
    event.respondWith(copy(page, request));
  } else if (BY_URL.has(page + "/")) {
    // Relative links need the slash.
    event.respondWith(Response.redirect(new URL(page + "/" + url.search, SCOPE), 302));
  } else {
    // Not ours. Something else may live there, such as a site in a folder.
    event.respondWith(fetch(request).catch(absent));
  }
}

async function copy(name, request) {
  const cache = await caches.open(CACHE);
  // A damaged page or script could not ask for another: these are compared
  // whenever they are asked for. The program and the models are large, and
  // boot.js compares them; where one differs it asks again, past the caches.
  if (request.destination !== "" || request.cache === "reload") await mend(cache, BY_URL.get(name));
  return (await cache.match(new URL(name, SCOPE))) || fetch(request);
}

const mended = []; // what mend fetched and no page was told of yet

// mend replaces a stored file that is not the right one, if that can be had.
async function mend(cache, file) {
  if (await stored(cache, file)) return;
  try {
    await put(cache, file, await download(file));
    if (await crossedNetwork(file)) mended.push(new URL(file.url, SCOPE).pathname);
  } catch {
    // The page compares what it gets and says what is wrong with it.
  }
}

// absent is the 404 page with links that hold at any depth.
async function absent() {
  const cache = await caches.open(CACHE);
  const page = await cache.match(new URL("404.html", SCOPE));
  if (!page) return Response.error();
  const text = (await page.text()).replaceAll('"./', '"' + SCOPE.pathname);
  return new Response(text, { status: 404, statusText: "Not Found", headers: page.headers });
}

async function tell(message) {
  // At the first install the pages are not controlled yet.
  for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    if (client.url.startsWith(SCOPE.href)) client.postMessage({ ...message, scope: SCOPE.href, version: VERSION });
  }
}

async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("");
}

function problem(reason, file, cause) {
  const error = new Error(reason + ": " + file.url + (cause ? ": " + cause.message : ""));
  // A full disk is told by its name wherever it shows.
  error.reason = cause && cause.name === "QuotaExceededError" ? "quota" : reason;
  error.file = file.url || "the first page";
  return error;
}

function reasonOf(error) {
  return error.reason || (error.name === "QuotaExceededError" ? "quota" : "storage");
}
