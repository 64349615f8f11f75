// The service worker: pages seen lately open without a network, acts wait in the queue, notifications show.
(() => {
  const SHELL_OF = `kaye-shell-${VERSION}`;
  const PAGES = "kaye-pages-";
  const PLACE = "Kaye-Place";
  const SEEN = "Kaye-Seen";
  const NO_NETWORK = "/hors-ligne/";
  const MOST_PAGES = 60;
  const PATIENCE = { page: 8000, file: 4000 }; // ms before what was kept is shown
  const FRESH = 6 * 3600 * 1000; // ms: a page fetched ahead is not fetched again
  const KEPT = /^\/(?:vendre\/|clients\/\d+\/(?:paiement\/|attente\/promise\/)?)?$/;
  const LEAVES = /^\/(?:compte\/logout|boutique)\/$/;

  const install = async () => {
    const shell = await caches.open(SHELL_OF);
    await shell.addAll(SHELL.map((each) => new Request(each, { cache: "reload" })));
    // Of nobody: it stays when somebody else comes.
    await shell.add(new Request(NO_NETWORK, { cache: "reload", credentials: "omit" }));
    await self.skipWaiting();
  };
  const activate = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("kaye-shell-") && name !== SHELL_OF);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("activate", (event) => event.waitUntil(activate()));

  // Pages belong to one person in one shop: another one, or nobody, and they are gone.
  let leavings = 0; // a page asked for before somebody left is not kept after
  const forgetPages = async (except = "") => {
    if (!except) leavings += 1;
    const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== except);
    await Promise.all(names.map((name) => caches.delete(name)));
  };
  const keepPage = async (address, answer, since) => {
    const place = answer.headers.get(PLACE);
    if (!place || since !== leavings) return;
    await forgetPages(PAGES + place);
    await kayeQueue.learn("place", place);
    const { pathname, search } = new URL(address);
    if (answer.status !== 200 || search || !KEPT.test(pathname)) return;
    const headers = new Headers(answer.headers);
    headers.set(SEEN, new Date().toISOString());
    const body = await answer.blob();
    if (since !== leavings) return;
    const pages = await caches.open(PAGES + place);
    await pages.delete(pathname);
    await pages.put(pathname, new Response(body, { status: 200, headers }));
    const all = await pages.keys();
    const of = ({ url }) => new URL(url).pathname;
    const others = all.filter((each) => of(each) !== "/" && of(each) !== "/vendre/");
    await Promise.all(others.slice(0, Math.max(0, others.length - MOST_PAGES)).map((each) => pages.delete(each)));
  };
  // Where one goes next from there: asked for quietly, once in a while.
  const fetchAhead = async (pathname, since) => {
    const next = ["/", "/vendre/"].filter((each) => each !== pathname);
    if (/^\/clients\/\d+\/$/.test(pathname)) next.push(`${pathname}paiement/`, `${pathname}attente/promise/`);
    for (const each of next) {
      const known = await caches.match(each);
      if (known && Date.now() - Date.parse(known.headers.get(SEEN)) < FRESH) continue;
      const answer = await fetch(each, { credentials: "same-origin", redirect: "error" }).catch(() => null);
      if (answer) await keepPage(new URL(each, location.origin).href, answer, since);
    }
  };

  // What was kept says when it was seen: the page shows it.
  const asKept = async (answer) => {
    const seen = answer.headers.get(SEEN) ?? "";
    const html = (await answer.text()).replace("<body", `<body data-vu="${seen}"`);
    return new Response(html, { status: 200, headers: answer.headers });
  };
  const fromHere = async (address) => {
    const { pathname } = new URL(address);
    const kept = KEPT.test(pathname) && (await caches.match(pathname));
    if (kept) return asKept(kept);
    return (await caches.match(NO_NETWORK)) ?? Response.error();
  };
  const hasKept = async (address) => {
    const { pathname } = new URL(address);
    return KEPT.test(pathname) && Boolean(await caches.match(pathname));
  };
  const later = (time) => new Promise((done) => setTimeout(done, time));

  const navigate = async (event) => {
    const { url } = event.request;
    const since = leavings;
    const asked = fetch(event.request).then(
      (answer) => {
        event.waitUntil(arrived(url, answer.clone(), since));
        return answer;
      },
      () => fromHere(url),
    );
    if (!(await hasKept(url))) return asked;
    const slow = later(PATIENCE.page).then(() => fromHere(url));
    event.waitUntil(asked.catch(() => null));
    return Promise.race([asked, slow]);
  };
  const arrived = async (url, answer, since) => {
    // Somebody is asked who they are: the session is over.
    if (new URL(url).pathname.startsWith("/compte/login/")) return forgetPages();
    await keepPage(url, answer, since);
    if (answer.headers.get(PLACE)) await Promise.all([kayeQueue.send(), fetchAhead(new URL(url).pathname, since)]).catch(() => null);
  };

  const file = async (request) => {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (!kept) return fetch(request);
    const asked = fetch(request).then((answer) => (answer.ok ? answer : kept), () => kept);
    return Promise.race([asked, later(PATIENCE.file).then(() => kept)]);
  };

  // A form that may wait is kept when nobody answers; another one says that it could not leave.
  const submit = async (event) => {
    const { request } = event;
    if (LEAVES.test(new URL(request.url).pathname)) await forgetPages();
    const copy = request.clone();
    try {
      return await fetch(request);
    } catch (lost) {
      return kept(copy, lost);
    }
  };
  const kept = async (request, lost) => {
    const isPage = request.mode === "navigate";
    try {
      const made = kayeQueue.formOf(request.url) && kayeQueue.actOf(request.url, await request.formData());
      if (!made) throw lost;
      await kayeQueue.keep(made.act);
      await self.registration.sync?.register(kayeQueue.TAG).catch(() => null);
      return isPage ? Response.redirect(made.back, 303) : new Response(null, { status: 204 });
    } catch {
      if (!isPage) throw lost;
      return (await caches.match(NO_NETWORK)) ?? Response.error();
    }
  };

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (origin !== location.origin) return;
    if (request.method === "POST") {
      if (pathname !== NO_NETWORK) event.respondWith(submit(event));
    } else if (request.method !== "GET") return;
    else if (request.mode === "navigate") event.respondWith(navigate(event));
    else if (SHELL.includes(pathname)) event.respondWith(file(request));
  });
  // The first page came before the worker: what it shows is asked for again, once.
  self.addEventListener("message", (event) => {
    if (event.data === "first") event.waitUntil(fetchAhead("", leavings));
  });
  self.addEventListener("sync", (event) => {
    if (event.tag === kayeQueue.TAG) event.waitUntil(kayeQueue.send());
  });

  self.addEventListener("push", (event) => {
    let said = {};
    try {
      said = event.data?.json() ?? {};
    } catch {
      // Not ours, or cut: it rings all the same, browsers want something to be shown.
    }
    const { title = "Kayé", body = "", tag = "kaye", url = "/" } = said;
    const looks = { body, tag, lang: "fr", icon: "/static/icons/icon-192.png", data: { url } };
    event.waitUntil(self.registration.showNotification(title, looks));
  });
  const open = async (wanted) => {
    const url = new URL(wanted ?? "/", location.origin);
    const address = url.origin === location.origin ? url.href : `${location.origin}/`;
    const pages = await self.clients.matchAll({ type: "window" });
    const page = pages.find((each) => each.visibilityState === "visible") ?? pages[0];
    if (!page) return self.clients.openWindow(address);
    await page.focus();
    return page.navigate(address);
  };
  self.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(open(event.notification.data?.url));
  });
})();
