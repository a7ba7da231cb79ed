/** @odoo-module ignore */
/*
 * Lets the page for phones open without a network. Only the page itself and its files are kept
 * here; the work of the day is kept by the page, and nothing is ever sent from here.
 */
"use strict";
const SHELL = "/field";
const STORE = "jiaohao-field";
const PATIENCE_MS = 4000;
const FILES = ["/web/assets/", "/web/static/lib/"];

self.addEventListener("install", (event) => {
  event.waitUntil(self.skipWaiting());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

/** The page names its files: they are kept, those of an older version go. */
self.addEventListener("message", (event) => {
  if (event.data && event.data.keep) {
    event.waitUntil(keep(event.data.keep));
  }
});

async function keep(paths) {
  const store = await caches.open(STORE);
  const wanted = paths.concat([SHELL]).map((path) => new URL(path, self.location.origin).href);
  const known = (await store.keys()).map((request) => request.url);
  await Promise.all(
    wanted
      .filter((url) => known.indexOf(url) < 0)
      .map(async (url) => {
        const response = await fetch(url, { credentials: "same-origin" });
        if (usable(response)) {
          await store.put(url, response);
        }
      })
  );
  await Promise.all(known.filter((url) => wanted.indexOf(url) < 0).map((url) => store.delete(url)));
}

function usable(response) {
  return response.ok && !response.redirected && response.type === "basic";
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (event.request.mode === "navigate" && url.pathname === SHELL) {
    event.respondWith(page(event.request));
  } else if (FILES.some((folder) => url.pathname.startsWith(folder))) {
    event.respondWith(asset(event.request));
  }
});

/** The server's page if it answers soon (a log-in page, too), else the one kept. */
async function page(request) {
  const store = await caches.open(STORE);
  const kept = await store.match(SHELL);
  const asked = fetch(request).then(async (response) => {
    if (usable(response)) {
      await store.put(SHELL, response.clone());
    }
    return response.status >= 500 && kept ? kept : response;
  });
  if (!kept) {
    return asked;
  }
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([asked.catch(() => kept), late]);
}

/** Files carry their version in their name: what is kept is right. */
async function asset(request) {
  const store = await caches.open(STORE);
  const kept = await store.match(request.url);
  return kept || fetch(request);
}
