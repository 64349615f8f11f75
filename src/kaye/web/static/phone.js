// On the phone: pages kept, acts that wait and what became of them, notifications, the home screen.
(() => {
  const { dataset } = document.body;
  const worker = navigator.serviceWorker;
  const $ = (name) => document.querySelector(name);

  // A page shown from the phone: when it was seen, and a fresh number for each form, the one it had may have served.
  const hour = (instant) => `${instant.getHours()} h ${String(instant.getMinutes()).padStart(2, "0")}`;
  let back = false;
  const seen = dataset.vu ? new Date(dataset.vu) : null;
  const band = $("[data-network]");
  const said = () => {
    if (seen && navigator.onLine && back) return "Le réseau est revenu : rechargez la page quand vous voulez.";
    if (seen) {
      const today = new Date().toDateString() === seen.toDateString();
      const day = today ? "" : `le ${seen.toLocaleDateString("fr", { day: "numeric", month: "long" })} `;
      return `Pas de réseau, vu ${day}à ${hour(seen)}.`;
    }
    return navigator.onLine ? "" : "Pas de réseau. Ventes, paiements et gestes sont gardés ici.";
  };
  const showBand = () => {
    const text = said();
    if (!band) return;
    band.hidden = !text;
    band.querySelector("span").textContent = text;
    document.documentElement.toggleAttribute("data-offline", Boolean(text));
    if (text) document.dispatchEvent(new Event("kaye:offline"));
  };
  if (seen) {
    for (const field of document.querySelectorAll("[name=client_id]")) {
      field.value = crypto.randomUUID().replaceAll("-", "");
    }
    $("#toasts")?.replaceChildren();
  }

  // What waits here, and what was answered.
  const WORDS = { sale: "Vente", payment: "Paiement", hold: "Promesse ou attente", step: "Relance du matin" };
  const summary = ({ kind, data }) => {
    if (kind === "sale") {
      const things = data.lines.map(({ name, quantity }) => (+quantity > 1 ? `${quantity} ${name}` : name));
      return [data.name, things.join(", ")].filter(Boolean).join(" : ");
    }
    return kind === "payment" ? `${data.amount} reçus` : (data.until ?? "");
  };
  const line = (act, state) => {
    const row = document.createElement("li");
    const what = document.createElement("b");
    const more = document.createElement("span");
    what.textContent = WORDS[act.kind] ?? "Geste";
    more.textContent = ` ${[act.answer || summary(act), state].filter(Boolean).join(", ")}`;
    row.append(what, more);
    return row;
  };
  const STATES = { applied: "noté", already: "", refused: "pas noté", to_check: "à vérifier dans Aujourd’hui" };
  const box = $("[data-waiting]");
  const fill = (list, rows) => {
    const place = box.querySelector(list);
    place.querySelector("ul").replaceChildren(...rows);
    place.hidden = !rows.length;
  };
  const showActs = async () => {
    if (!box) return;
    const acts = await kayeQueue.keptHere();
    const told = (await kayeQueue.all("told")).filter((each) => each.place === dataset.place);
    fill("[data-kept]", acts.map((act) => line(act)));
    fill("[data-told]", told.map((act) => line(act, STATES[act.state])));
    box.hidden = !acts.length && !told.length;
    const items = new Set(acts.filter(({ kind }) => kind === "step").map(({ data }) => data.item));
    for (const item of items) {
      const dom = item.replaceAll(".", "-");
      const card = document.getElementById(`carte-${dom}`) ?? document.getElementById(`verifier-${dom}`)?.closest("section");
      if (card) card.inert = card.hidden = true;
    }
  };
  box?.querySelector("[data-seen]").addEventListener("click", async () => {
    await kayeQueue.within("told", "readwrite", (rows) => rows.clear());
    showActs();
  });

  const arrive = async () => {
    if (!dataset.place) return;
    if (!seen) {
      const token = JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"];
      await kayeQueue.learn("place", dataset.place);
      if (token) await kayeQueue.learn("token", token);
    }
    await showActs();
    if (navigator.onLine) kayeQueue.send().catch(() => null);
  };
  // Without https, or where a browser keeps nothing, the pages work as if this script were not there.
  if (dataset.place && window.isSecureContext && window.indexedDB) {
    kayeQueue.news.addEventListener("message", () => showActs().catch(() => null));
    addEventListener("online", () => {
      back = true;
      showBand();
      // A page where somebody may be typing is left as it is.
      kayeQueue.send().then(() => seen && location.pathname === "/" && location.reload(), () => null);
    });
    addEventListener("offline", showBand);
    showBand();
    arrive().catch(() => null);
  } else showBand();

  // A form that cannot wait says so instead of losing what was typed.
  document.addEventListener(
    "submit",
    (event) => {
      const { target, submitter } = event;
      const address = submitter?.getAttribute("formaction") ?? target.getAttribute("action") ?? location.href;
      if (navigator.onLine || target.method !== "post") return;
      if (target.matches("[data-offline]") && kayeQueue.formOf(address)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      $("#toasts")?.append($("#sans-reseau").content.cloneNode(true));
    },
    true,
  );

  // Where the worker exists: it keeps the pages from now on. Logging out, this phone rings no more.
  const register = async () => {
    const isFirst = !worker.controller;
    await worker.register("/sw.js", { scope: "/", updateViaCache: "none" });
    if (isFirst) (await worker.ready).active.postMessage("first");
  };
  if (worker && dataset.place) register().catch(() => null);
  document.addEventListener("submit", async ({ target }) => {
    if (!/\/compte\/logout\//.test(target.action ?? "") || !worker) return;
    const registration = await worker.getRegistration();
    (await registration?.pushManager?.getSubscription())?.unsubscribe();
    localStorage.removeItem("kaye-push");
  });

  // « Faire sonner ce téléphone ».
  const bytes = (text) => {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (each) => each.charCodeAt(0));
  };
  const coded = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const subscribe = async (registration, again) => {
    const known = await registration.pushManager.getSubscription();
    const key = known?.options.applicationServerKey;
    if (known && (!key || coded(key) !== dataset.pushKey)) await known.unsubscribe();
    const given = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(dataset.pushKey),
    });
    const body = new URLSearchParams({
      endpoint: given.endpoint,
      p256dh: coded(given.getKey("p256dh")),
      auth: coded(given.getKey("auth")),
      ...(again && { again: "1" }),
    });
    const headers = { "X-CSRFToken": await kayeQueue.known("token") };
    const answer = await fetch("/telephone/abonnement/", { method: "POST", headers, body });
    if (!answer.ok) throw new Error(answer.status === 422 ? await answer.text() : "Réessayez avec du réseau.");
    localStorage.setItem("kaye-push", `${dataset.place} ${dataset.pushKey}`);
  };
  const canRing = worker && window.PushManager && window.Notification && dataset.pushKey;
  const wanted = `${dataset.place} ${dataset.pushKey}`;
  const place = $("[data-push]");
  if (canRing && place) {
    const [button, done, says] = ["ask", "done", "says"].map((part) => place.querySelector(`[data-push-${part}]`));
    const rings = Notification.permission === "granted" && localStorage.getItem("kaye-push") === wanted;
    button.hidden = rings;
    done.hidden = !rings;
    says.textContent = "";
    button.addEventListener("click", async () => {
      const answer = await Notification.requestPermission();
      if (answer !== "granted") {
        says.textContent = "Le navigateur refuse. Rouvrez ce choix dans ses réglages, à la ligne Notifications.";
        return;
      }
      try {
        await subscribe(await worker.ready, false);
        location.reload();
      } catch (fault) {
        says.textContent = fault.message || "Ce navigateur n’a pas pu s’abonner.";
      }
    });
  }
  // The same person, another key of ours: the subscription is made again without asking.
  const had = localStorage.getItem("kaye-push") ?? "";
  if (canRing && !seen && had !== wanted && had.startsWith(`${dataset.place} `) && Notification.permission === "granted") {
    worker.ready.then((registration) => subscribe(registration, true)).catch(() => null);
  }

  // « Installer », where the browser lets a page ask.
  addEventListener("beforeinstallprompt", (event) => {
    const button = $("[data-install]");
    if (!button) return;
    event.preventDefault();
    button.hidden = false;
    button.addEventListener("click", () => event.prompt(), { once: true });
  });
})();
