/* Keeps the copy of the site on the device: registers the service worker (sw.js)
   once the program asks, follows it, and says "ready" only when every file is
   stored and was compared. Adds startOffline and activateUpdate to retainBoot.

   No request after "ready": the configuration, the look for a newer version and
   its download all come before. The browser looks for a new sw.js of its own
   accord after each load of a page; sw.js may therefore stay in its cache for a
   day (web/rules), and update() below renews it before "ready" when the day is
   over. A host that sends no such header gets that one request each time. */
"use strict";

(() => {
  const boot = window.retainBoot;
  if (!boot) {
    // boot.js did not run, so this is the only place that can say so.
    const text = document.getElementById("retain-loading-text");
    text.className = "wrong";
    text.textContent =
      "Retain did not start. A part of the program (boot.js) is missing or was changed on the way. Reload the page; " +
      "if this stays, whoever runs the site has to copy all of its files again.";
    return;
  }
  const script = new URL("sw.js", boot.root);

  let started = false;
  let finished = false; // startOffline came to its end once
  let asked = false; // the user wants the newer version
  let registration = null;
  let failure = null; // what a worker said last

  boot.startOffline = async () => {
    if (started) return;
    started = true;
    if (!window.isSecureContext) {
      boot.change({
        state: "insecure",
        detail:
          "This address is plain http, where browsers keep no copy and no records. Retain works as long as the " +
          "server answers. Use https, or run the server on this very machine.",
      });
      return;
    }
    if (!("serviceWorker" in navigator) || !("caches" in window)) {
      boot.change({
        state: "unsupported",
        detail: "This browser, or this private window, keeps no copy of sites. Retain works as long as the server answers.",
      });
      return;
    }
    boot.change({ state: "installing", detail: "" });
    try {
      await start();
    } catch (error) {
      boot.change({ state: "failed", detail: error.message });
    }
    finished = true;
  };

  boot.activateUpdate = () => {
    asked = true;
    if (registration && registration.waiting) registration.waiting.postMessage({ type: "activate" });
    else location.reload();
  };

  async function start() {
    const { serviceWorker } = navigator;
    serviceWorker.addEventListener("message", onMessage);
    serviceWorker.addEventListener("controllerchange", onControllerChange);
    serviceWorker.startMessages();
    const known = await register();
    registration.addEventListener("updatefound", () => follow(registration.installing));
    const worker = await activated();
    await lookForUpdate(known);
    await verify(worker);
  }

  async function register() {
    try {
      const known = Boolean(await navigator.serviceWorker.getRegistration(boot.root));
      if (!known) boot.record(script.pathname, "worker");
      registration = await navigator.serviceWorker.register(script, { scope: boot.root, updateViaCache: "all" });
      return known;
    } catch (error) {
      throw new Error(
        "The browser did not accept the part that keeps the copy (sw.js): the server does not answer, or the " +
          `browser's settings forbid storing. Retain works as long as the server answers. (${error.message})`,
      );
    }
  }

  // activated resolves to the worker in charge, and rejects if there is none
  // and the first one could not be installed.
  async function activated() {
    const worker = registration.active || registration.waiting || registration.installing;
    if (worker && (await reaches(worker, "activated"))) return worker;
    throw new Error(explain(failure || { reason: "storage", file: "sw.js" }));
  }

  // reaches resolves to whether a worker got to a state before it was dropped.
  function reaches(worker, state) {
    const order = ["parsed", "installing", "installed", "activating", "activated"];
    return new Promise((resolve) => {
      const look = () => {
        if (worker.state === "redundant") lastWords().then(() => resolve(false));
        else if (order.indexOf(worker.state) >= order.indexOf(state)) resolve(true);
        else return;
        worker.removeEventListener("statechange", look);
      };
      worker.addEventListener("statechange", look);
      look();
    });
  }

  // lastWords waits until a worker that was dropped has said why, which may come
  // after it is gone, or not at all.
  async function lastWords() {
    for (let i = 0; !failure && i < 30; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  // lookForUpdate asks for a newer version if the server can be reached, and
  // waits until it is stored. Failing changes nothing: the copy in use stays.
  async function lookForUpdate(known) {
    const { text, source } = await boot.fetchConfig();
    if (source !== "network" || !known) return;
    try {
      boot.record(script.pathname, "worker");
      if (newer(JSON.parse(text).app_version)) {
        // Past the browser's cache, so that update() sees today's.
        await fetch(script, { cache: "reload" });
      }
      await registration.update();
      if (registration.installing) await follow(registration.installing);
    } catch (error) {
      boot.change({ update_detail: "A look for a newer version failed: " + error.message });
    }
    if (registration.waiting) boot.change({ update_ready: true });
  }

  function newer(version) {
    return typeof version === "string" && version !== "" && version !== boot.site.app_version;
  }

  async function follow(worker) {
    const update = Boolean(registration.active);
    failure = null;
    if (await reaches(worker, "installed")) {
      if (update && registration.waiting) boot.change({ update_ready: true, update_detail: "" });
    } else if (update) {
      boot.change({ update_detail: "A newer version could not be stored. " + explain(failure || {}) });
    }
  }

  function onMessage(event) {
    const message = event.data || {};
    // Another site under this origin has a worker of its own.
    if (message.scope !== boot.root.href) return;
    if (message.fetched) boot.record(message.fetched, "worker");
    if (message.type === "failed") failure = message;
    if (message.type === "installing" && boot.ready_at === null) {
      boot.change({ done: message.done, total: message.total });
    }
  }

  async function onControllerChange() {
    if (asked) {
      location.reload();
    } else if (finished) {
      // Another tab switched to a newer version, or this page was taken over.
      boot.ready_at = null;
      await verify(navigator.serviceWorker.controller).catch((error) => boot.change({ state: "failed", detail: error.message }));
    }
  }

  // verify has the worker compare every stored file, then says "ready".
  async function verify(worker) {
    const answer = await check(worker);
    if (answer.type === "failed") throw new Error(explain(answer));
    if (answer.version !== boot.site.app_version) {
      throw new Error(
        `This page is of version ${boot.site.app_version}, the copy on this device of version ${answer.version}. ` +
          "The page works as long as it stays open and the server answers. Finish what you typed, then reload.",
      );
    }
    if (!boot.configKept) throw new Error("The site's configuration could not be used, so it was not stored. Reload while connected.");
    const error = await boot.configKept; // its request, too, comes before "ready"
    if (error) throw new Error(explain({ reason: error.name === "QuotaExceededError" ? "quota" : "storage", file: "config.json" }));
    boot.ready_at = performance.now();
    boot.change({ state: "ready", detail: "", done: answer.total, total: answer.total });
  }

  function check(worker) {
    return new Promise((resolve, reject) => {
      const silent = () => reject(new Error("The part that keeps the copy (sw.js) does not answer. Reload the page."));
      let timer = setTimeout(silent, 30000);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => {
        clearTimeout(timer);
        if (event.data.type !== "checking") return resolve(event.data);
        timer = setTimeout(silent, 30000);
        if (event.data.fetched) boot.record(event.data.fetched, "worker");
        boot.change({ done: event.data.done, total: event.data.total });
      };
      worker.postMessage({ type: "check" }, [port2]);
    });
  }

  function explain({ reason, file }) {
    switch (reason) {
      case "quota":
        return "The space the browser may use on this device is full. Free some, then reload.";
      case "network":
        return `${file} could not be fetched: the server does not answer, or does not have it. Reload when it can be reached.`;
      case "hash":
        return (
          `${file} is not the file that belongs to this version: it was changed on the way, or only half of the ` +
          "site was copied. Nothing of it is used. Whoever runs the site has to copy all of its files again."
        );
    }
    return `The browser did not store ${file || "the files"}. Allow this site to store data, then reload.`;
  }
})();
