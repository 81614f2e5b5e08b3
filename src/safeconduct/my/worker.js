/*
 * The first screens, kept on the telephone for when there is no network; and answers that could not leave, sent when there is one.
 * Kept are only the addresses of KEPT, their scripts and the page behind Hide, none of which shows anything of anybody.
 * An answer carries its own id: however often it is sent, it counts once. Hide sends what waits, and then forgets it either way.
 */
const PAGES = "pages-2", HIDE = "/my/weather", KEPT = ["", "a?help", "kept", "a?other"]; // the most needed first
const TAKE = /^\/my\/([a-z-]+)\/a$/, LOOSE = { ignoreVary: true }, FORM = { "Content-Type": "application/x-www-form-urlencoded" };
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(Promise.all([clients.claim(), caches.delete("pages-1"), caches.delete("waiting-1")])));
addEventListener("message", (event) => event.waitUntil(Promise.all([send(), keep(event.data)])));
addEventListener("sync", (event) => event.waitUntil(Promise.race([send(), new Promise((over) => setTimeout(over, 5000))]).then(() => waiting("readonly", (all) => all.count())).then((left) => left && Promise.reject(left)))); // where a telephone can, also after the page was closed
addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname: path } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.destination === "script") event.respondWith(fetch(request).catch(() => held(request.url)));
  if (request.mode !== "navigate" || !path.startsWith("/my/")) return;
  if (path === HIDE) event.waitUntil(Promise.race([send(), new Promise((over) => setTimeout(over, 5000))]).then(() => waiting("readwrite", (all) => all.clear())));
  event.respondWith(request.method === "POST" ? post(request, path) : fetch(request).catch(() => first(path)));
});

const held = async (key) => (await (await caches.open(PAGES)).match(key, LOOSE)) ?? Response.error();

/* Keep the screens of a language, the first one and the one that asks what is needed before the others. */
async function keep(action) {
  const lang = action && TAKE.exec(new URL(action).pathname)?.[1];
  if (!lang) return;
  const pages = await caches.open(PAGES), start = `/my/${lang}/`, scripts = new Set();
  const last = await pages.match(start + KEPT.at(-1), LOOSE);
  if (last && Date.now() - Date.parse(last.headers.get("Date")) < 864e5) return; // a day old: who is on duty may have changed
  for (const key of KEPT) {
    const [path, what] = key.split("?");
    const page = await fetch(start + path, what && { method: "POST", headers: FORM, body: `answer=${what}` });
    if (!page.ok || page.redirected) return;
    for (const [, src] of (await page.clone().text()).matchAll(/<script[^>]* src="([^"]+)"/g)) scripts.add(new URL(src, location).href);
    await pages.put(start + key, page);
  }
  await pages.addAll([HIDE, ...scripts]);
  for (const one of await pages.keys()) if (one.url.endsWith(".js") && !scripts.has(one.url)) await pages.delete(one);
}

async function shown(key, change = (text) => text) {
  const page = await held(key);
  if (page.type === "error") return page;
  const text = (await page.text()).replace(/(name="id" value=")[^"]*/, (_all, head) => head + crypto.randomUUID());
  return new Response(change(text), { headers: page.headers });
}

/* What is kept of this address; else the first screen of its language, else of any. */
async function first(path) {
  const keys = (await (await caches.open(PAGES)).keys()).map((one) => new URL(one.url).pathname);
  const starts = keys.filter((one) => /^\/my\/[a-z-]+\/$/.test(one)), same = starts.find((one) => path.startsWith(one) || path.endsWith(one.slice(3)));
  return path === HIDE ? held(HIDE) : starts.length ? shown(same ?? starts[0]) : Response.error();
}

async function post(request, path) {
  const body = await request.clone().text(), told = new URLSearchParams(body), id = told.get("id");
  try {
    const answer = await fetch(request);
    if (id && answer.status < 500) await waiting("readwrite", (all) => all.delete(id)).catch(() => {});
    return answer;
  } catch {
    const lang = TAKE.exec(path)?.[1], what = told.get("answer");
    if (lang && !told.has("sent") && (what === "help" || what === "other")) return shown(`/my/${lang}/a?${what}`);
    if (!lang || !id || (what === "register" && !told.has("sent"))) return first(path);
    await waiting("readwrite", (all) => all.put({ id, path, body }));
    registration.sync?.register("send").catch(() => {});
    return shown(`/my/${lang}/kept`, (text) => text.replace('action=""', `action="${path}"`).replace("<!--told-->", [...told].map(hidden).join("")));
  }
}

const plain = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
const hidden = ([name, value]) => `<input type="hidden" name="${plain(name)}" value="${plain(value)}">`;

/* The answers that wait, each under its id: `act` gets the store, its result comes back when it is on the disk. */
function waiting(mode, act) {
  return new Promise((done, failed) => {
    const open = indexedDB.open("waiting", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("answers", { keyPath: "id" });
    open.onerror = () => failed(open.error);
    open.onsuccess = () => {
      const step = open.result.transaction("answers", mode), asked = act(step.objectStore("answers"));
      const end = (how, what) => { open.result.close(); how(what); };
      step.oncomplete = () => end(done, asked.result);
      step.onabort = () => end(failed, step.error);
    };
  });
}

let sending;
function send() {
  return (sending ??= sendAll().catch(() => {}).finally(() => (sending = null)));
}

async function sendAll() {
  for (const { id, path, body } of await waiting("readonly", (all) => all.getAll())) {
    const answer = await fetch(path, { method: "POST", headers: FORM, body });
    if (answer.status < 500) await waiting("readwrite", (all) => all.delete(id));
    else throw new Error(answer.status);
  }
}
