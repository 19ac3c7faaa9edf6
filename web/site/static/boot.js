/* Starts Retain in the page: checks and runs the WebAssembly program, hands it
   the files of the site, and keeps the list of requests it can show as proof.
   The program sees all of this as window.retainBoot; offline.js adds the copy
   on the device. Plain script, no library, no inline code (the CSP forbids it). */
"use strict";

(() => {
  const site = JSON.parse(document.getElementById("retain-site").textContent);
  // The folder the site lives in. Taken now: navigation inside the app changes
  // the address and with it what a relative link means.
  const root = new URL(site.base, document.baseURI);
  const prefix = root.pathname.replace(/\/$/, "");
  const recopy = "Reload the page; if this stays, whoever runs the site has to copy all of its files again.";

  const boot = {
    site, // the data block of the page: app_version, wasm, files
    root,
    prefix, // "" at the origin's top, else "/some/Path"
    ready_at: null, // performance.now() when the copy on the device was found complete
    offline: { state: "starting", detail: "", done: 0, total: 0, update_ready: false, update_detail: "" },
    change,
    requests: () => requests.slice(),
    record,
    fetchAsset,
    fetchConfig,
    keepConfig: () => (boot.configKept = keepConfig().catch((error) => error)),
    configKept: null, // settled with nothing, or with the error, once the program accepted the configuration
    // offline.js replaces these two.
    startOffline: () => change({ state: "failed", detail: "A part of the program (offline.js) is missing. " + recopy }),
    activateUpdate: () => location.reload(),
  };
  window.retainBoot = boot;

  // ---- What go-app expects of a page -------------------------------------

  const env = {
    GOAPP_ROOT_PREFIX: prefix,
    GOAPP_STATIC_RESOURCES_URL: prefix,
    GOAPP_VERSION: site.app_version,
    GOAPP_INTERNAL_URLS: "[]",
  };
  window.goappGetenv = (name) => env[name] || "";
  window.goappKeepBodyClean = () => () => {}; // no foreign script can run here

  // goappFill and goappPatch make an element show another piece of HTML, changing
  // only what differs: the browser then lays out and paints no more than that,
  // and the focus stays where it is (app/clientonly).

  // goappFill writes into the element and those in it, which are numbered in
  // document order: changes are threes of a number, an attribute's name ("" for
  // the text) and the value. It does nothing and returns false where the page is
  // not as expected, because a translation by the browser, say, changed it.
  window.goappFill = (element, count, changes) => {
    const inside = element.getElementsByTagName("*");
    if (inside.length + 1 !== count) return false;
    const fields = changes.split("\x1f");
    for (let i = 0; i < fields.length; i += 3) {
      const [number, name, value] = fields.slice(i, i + 3);
      const changed = number === "0" ? element : inside[number - 1];
      if (name) changed.setAttribute(name, value);
      else if (changed.firstChild) changed.firstChild.data = value;
      else changed.textContent = value;
    }
    return true;
  };

  // goappPatch compares the element with the HTML, whatever is in both.
  const piece = document.createElement("template");
  window.goappPatch = (element, html) => {
    piece.innerHTML = html;
    patch(element, piece.content.firstChild);
  };

  function patch(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.data = fresh.data;
      return;
    }
    for (const name of old.getAttributeNames()) {
      if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    }
    for (const name of fresh.getAttributeNames()) {
      const value = fresh.getAttribute(name);
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    let there = old.firstChild;
    for (let child = fresh.firstChild, next; child; child = next) {
      next = child.nextSibling;
      if (!there) {
        old.append(child);
        continue;
      }
      const after = there.nextSibling;
      if (there.nodeName === child.nodeName) patch(there, child);
      else there.replaceWith(child);
      there = after;
    }
    while (there) {
      const after = there.nextSibling;
      there.remove();
      there = after;
    }
  }

  // ---- State the program shows -------------------------------------------

  function change(fields) {
    Object.assign(boot.offline, fields);
    window.dispatchEvent(new CustomEvent("retain-offline"));
  }

  // One entry for each request that may have left this page: {url, own, type,
  // time}. Answers of the copy on the device are not requests and not listed.
  const requests = [];
  const listed = new Set();

  // record adds what the browser does not list for a page: the requests of the
  // service worker, and for the worker itself. Where it is not known whether
  // the browser's own cache answered, it counts as a request.
  function record(path, type) {
    requests.push({ url: path, own: true, type, time: performance.now() });
    window.dispatchEvent(new CustomEvent("retain-requests"));
  }

  function observe(list) {
    for (const entry of list.getEntries()) {
      const url = new URL(entry.name);
      const fromDevice = entry.transferSize === 0 && entry.decodedBodySize > 0;
      const key = entry.startTime + " " + entry.name; // Chromium reports some twice
      if (fromDevice || listed.has(key) || !/^https?:$/.test(url.protocol)) continue;
      listed.add(key);
      const own = url.origin === location.origin;
      // Without the query, which could hold what somebody typed.
      requests.push({
        url: (own ? "" : url.origin) + url.pathname,
        own,
        type: entry.initiatorType,
        time: entry.startTime,
      });
    }
    window.dispatchEvent(new CustomEvent("retain-requests"));
  }

  if ("PerformanceObserver" in window) {
    for (const type of ["navigation", "resource"]) {
      try {
        new PerformanceObserver(observe).observe({ type, buffered: true });
      } catch {
        // This browser does not list such requests; the others still count.
      }
    }
  }

  // ---- Files of the site --------------------------------------------------

  // fetchAsset resolves to {bytes} of a file of this very version, or rejects
  // with a message for people. It never hands out other bytes: a page and a
  // newer site on the same host cannot be mixed.
  async function fetchAsset(name) {
    const file = site.files[name];
    if (!file) throw new Error(`${name} is not a file of version ${site.app_version}.`);
    return { bytes: await mending(async (cache) => verified(await get(file, cache), file)) };
  }

  // mending tries again, past the caches, if the file that came is not the right
  // one: a copy on this device may be damaged, and sw.js then fetches another.
  async function mending(attempt) {
    try {
      return await attempt("default");
    } catch (error) {
      if (!error.differs) throw error;
      return attempt("reload");
    }
  }

  async function get(file, cache) {
    let response;
    try {
      // Plain http has no WebCrypto; there the browser itself compares.
      response = await fetch(new URL(file.url, root), window.crypto.subtle ? { cache } : { integrity: file.integrity });
    } catch {
      throw new Error(
        `${file.url} could not be fetched: the server does not answer, or sends another file, ` +
          "and this device holds no copy. Connect to the network, then reload.",
      );
    }
    if (!response.ok) {
      throw new Error(`${file.url} could not be fetched: the server answered ${response.status}. ` + recopy);
    }
    return response;
  }

  async function verified(response, file, progress) {
    const bytes = await read(response, file, progress);
    if (bytes.length === file.bytes && (!window.crypto.subtle || (await hash(bytes)) === file.integrity)) return bytes;
    const error = new Error(`${file.url} is not the file of version ${site.app_version}: its content differs. ` + recopy);
    error.differs = true;
    throw error;
  }

  async function read(response, file, progress) {
    const bytes = new Uint8Array(file.bytes);
    let length = 0;
    const reader = response.body.getReader();
    for (;;) {
      let part;
      try {
        part = await reader.read();
      } catch {
        throw new Error(`${file.url} did not arrive in full: the connection broke. Reload the page.`);
      }
      if (part.done) break;
      // Too much is as wrong as too little; the caller sees it by the length.
      if (length + part.value.length > bytes.length) return part.value;
      bytes.set(part.value, length);
      length += part.value.length;
      if (progress) progress(length);
    }
    return bytes.subarray(0, length);
  }

  async function hash(bytes) {
    const digest = new Uint8Array(await window.crypto.subtle.digest("SHA-256", bytes));
    return "sha256-" + btoa(String.fromCharCode(...digest));
  }

  // ---- Configuration ------------------------------------------------------

  let config = null;

  // fetchConfig resolves to {text, source}: config.json from the "network", or
  // the last good copy from the "cache", or {text: null, source: "none"}. It
  // asks once a page load, so nothing is asked after "Ready offline".
  function fetchConfig() {
    config = config || loadConfig();
    return config;
  }

  async function loadConfig() {
    const url = new URL("config.json", root);
    const kept = await keptConfig();
    const abort = new AbortController();
    // A network that swallows everything; but without a copy there is only waiting.
    // The second wait is for an answer that has come while the page was busy.
    let timer = 0;
    if (kept !== null) timer = setTimeout(() => (timer = setTimeout(() => abort.abort(), 100)), 3000);
    try {
      const response = await fetch(url, { cache: "no-store", signal: abort.signal });
      const text = await response.text();
      // A captive portal answers 200 with a page, or an object, of its own.
      const { app_version, settings } = JSON.parse(text);
      if (response.ok && typeof app_version === "string" && typeof settings === "object") {
        return { text, source: "network" };
      }
    } catch {
      // Falls through to the last good copy.
    } finally {
      clearTimeout(timer);
    }
    return { text: kept, source: kept === null ? "none" : "cache" };
  }

  // Not in the worker's cache, which goes when a newer version comes.
  const configCache = "retain-config:" + encodeURIComponent(root.pathname);

  // keepConfig stores what the network gave. The program calls it once it has
  // found the configuration usable: a bad one must not replace the last good copy.
  async function keepConfig() {
    const { text, source } = await fetchConfig();
    if (source !== "network") return;
    const cache = await caches.open(configCache);
    await cache.put(new URL("config.json", root), new Response(text, { headers: { "Content-Type": "application/json" } }));
  }

  async function keptConfig() {
    try {
      const response = await (await caches.open(configCache)).match(new URL("config.json", root));
      return response ? await response.text() : null;
    } catch {
      return null; // no store here
    }
  }

  // ---- The program --------------------------------------------------------

  const text = document.getElementById("retain-loading-text");
  const bar = document.getElementById("retain-loading-bar");
  let running = false;

  fetchConfig(); // beside the program, which needs it first thing
  run();

  async function run() {
    try {
      if (typeof WebAssembly !== "object" || !window.ReadableStream) {
        throw new Error("This browser is too old for Retain, or WebAssembly is switched off in it.");
      }
      if (typeof Go !== "function") {
        throw new Error("A part of the program (wasm_exec.js) is missing or was changed on the way. " + recopy);
      }
      const go = new Go();
      const instance = await mending((cache) => load(go, cache));
      running = true;
      go.run(instance).then(stopped, stopped);
    } catch (error) {
      fail(error.message);
    }
  }

  async function load(go, cache) {
    const response = await get(site.wasm, cache);
    const copy = response.clone(); // one is compiled while the other is counted and checked
    const compiling = compile(response);
    if (compiling) compiling.catch(() => {}); // told below, after a reason that says more
    const bytes = await verified(copy, site.wasm, progress);
    try {
      const module = await (compiling || WebAssembly.compile(bytes));
      return await WebAssembly.instantiate(module, go.importObject);
    } catch (error) {
      throw new Error(
        "The program arrived as it should, but this browser cannot run it: it is too old, or the device " +
          `has too little memory left. Close other tabs or update the browser, then reload. (${error.message})`,
      );
    }
  }

  function compile(response) {
    if (!WebAssembly.compileStreaming) return null;
    if ((response.headers.get("Content-Type") || "").trim().toLowerCase() !== "application/wasm") {
      // The browser insists on the type, which some hosts do not know.
      response = new Response(response.body, { headers: { "Content-Type": "application/wasm" } });
    }
    return WebAssembly.compileStreaming(response);
  }

  // progress counts plain bytes: Content-Length is that of the compressed file.
  function progress(length) {
    const percent = Math.floor((100 * length) / site.wasm.bytes);
    bar.value = percent;
    // In quarters, because screen readers read each change aloud.
    const told = percent === 100 ? "Loaded. Starting." : `Loading the program and its model: ${percent - (percent % 25)} %.`;
    if (text.textContent !== told) text.textContent = told;
  }

  function fail(message) {
    bar.hidden = true;
    text.className = "wrong";
    text.textContent = "Retain did not start. " + message;
    console.error("retain: start: " + message);
  }

  // A Go program that ended does nothing any more, but its page still stands.
  window.addEventListener("error", (event) => {
    const broken = event.error instanceof WebAssembly.RuntimeError || event.error instanceof RangeError;
    if (running && broken) stopped();
  });

  function stopped() {
    if (!running) return;
    running = false;
    const message =
      "Retain stopped because of an error in the program. Nothing was sent anywhere. What is still shown below " +
      "can be read and copied, but is not up to date any more. Reload the page to go on.";
    const note = document.createElement("p");
    note.setAttribute("role", "alert");
    note.className = "stopped";
    note.textContent = message;
    document.body.prepend(note);
  }
})();
