// What was done without a network, kept on this phone until it leaves. Shared by the pages and by the service worker.
const kayeQueue = (() => {
  const TAG = "kaye-actes";
  const URL_OF_ACTS = "/hors-ligne/";
  const AT_ONCE = 50;
  const news = new BroadcastChannel("kaye-actes");

  const opened = () =>
    new Promise((done, fail) => {
      const asked = indexedDB.open("kaye", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("acts", { keyPath: "order", autoIncrement: true });
        asked.result.createObjectStore("told", { keyPath: "order", autoIncrement: true });
        asked.result.createObjectStore("known");
      };
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  // One transaction: `work` asks, its last answer comes back once everything is on the disk.
  const within = async (store, mode, work) => {
    const base = await opened();
    try {
      return await new Promise((done, fail) => {
        const turn = base.transaction(store, mode);
        const asked = work(turn.objectStore(store));
        turn.oncomplete = () => done(asked?.result);
        turn.onerror = turn.onabort = () => fail(turn.error);
      });
    } finally {
      base.close();
    }
  };
  const all = (store) => within(store, "readonly", (rows) => rows.getAll());
  const known = (name) => within("known", "readonly", (rows) => rows.get(name));
  const learn = (name, value) => within("known", "readwrite", (rows) => rows.put(value, name));

  // The forms that may wait, by their address; what they hold becomes plain data.
  const day = (said, choice, other) => {
    const chosen = said.get(choice);
    return (chosen && chosen !== "other" ? chosen : said.get(other)) || "";
  };
  const sale = (said) => {
    const [names, counts, prices, products] = ["name", "quantity", "price", "product"].map((part) =>
      said.getAll(`line_${part}`),
    );
    const kind = said.get("kind") || "cash";
    return {
      kind,
      customer: said.get("customer_id") || "",
      name: said.get("new_name") || said.get("who") || "",
      phone: said.get("new_phone") || "",
      lines: names.map((name, at) => ({ name, quantity: counts[at], price: prices[at], product: products[at] })),
      received: said.get("received") || "",
      due_on: kind === "order" ? day(said, "order_due", "order_due_other") : day(said, "due", "due_other"),
      promised_on: day(said, "promised", "promised_other"),
    };
  };
  const FORMS = [
    [/^\/vendre\/$/, () => ["sale", sale, "/vendre/"]],
    [
      /^\/clients\/(\d+)\/paiement\/$/,
      ([, customer]) => [
        "payment",
        (said) => ({
          customer,
          amount: said.get("amount"),
          method: said.get("method"),
          received_on: said.get("received_on"),
          debt: said.get("debt") || "",
        }),
        `/clients/${customer}/`,
      ],
    ],
    [
      /^\/clients\/(\d+)\/attente\/(promise|pause|moved|paid|dispute|unreachable)\/$/,
      ([, customer, hold]) => [
        "hold",
        (said, asked) => ({
          customer,
          hold,
          until: said.get("other") || said.get("day") || "",
          amount: said.get("amount") || "",
          words: said.get("words") || "",
          case: said.get("relance") || asked.get("relance") || "",
        }),
        `/clients/${customer}/`,
      ],
    ],
    [
      /^\/relance\/([\w.%-]+)\/faite\/$/,
      ([, item]) => [
        "step",
        (said, asked) => ({
          item: decodeURIComponent(item),
          outcome: said.get("outcome") || asked.get("quoi") || "",
        }),
        "/",
      ],
    ],
  ];
  const formOf = (address) => {
    const { pathname, searchParams } = new URL(address, location.origin);
    for (const [pattern, read] of FORMS) {
      const found = pathname.match(pattern);
      if (found) return { read: read(found), searchParams };
    }
    return null;
  };
  // Nothing to keep: « non, pas envoyée » undoes nothing that was written; a payment without a sum, a day not said.
  const isEmpty = (kind, { outcome, amount, hold, until }) =>
    (kind === "step" && (!outcome || outcome === "not_sent")) ||
    (kind === "payment" && !amount) ||
    (["promise", "pause", "moved"].includes(hold) && !until);
  const actOf = (address, said) => {
    const form = formOf(address);
    if (!form) return null;
    const [kind, read, back] = form.read;
    const data = read(said, form.searchParams);
    if (isEmpty(kind, data)) return null;
    const id = (said.get("client_id") || "").match(/^(\w{8})(\w{4})(\w{4})(\w{4})(\w{12})$/);
    const uuid = id ? id.slice(1).join("-") : crypto.randomUUID();
    return { act: { uuid, kind, made_at: new Date().toISOString(), data }, back };
  };

  const keep = async (act) => {
    const place = await known("place");
    if (!place) throw new Error("nobody is at work here");
    await within("acts", "readwrite", (rows) => rows.add({ ...act, place }));
    news.postMessage("kept");
  };
  const keptHere = async () => {
    const place = await known("place");
    return (await all("acts")).filter((each) => each.place === place);
  };

  // In order, one sender at a time, whoever has the page open. What is not answered stays.
  const post = async () => {
    const acts = (await keptHere()).slice(0, AT_ONCE);
    const token = await known("token");
    if (!acts.length || !token) return false;
    const { place } = acts[0];
    const answer = await fetch(URL_OF_ACTS, {
      method: "POST",
      credentials: "same-origin",
      redirect: "error",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({
        place,
        acts: acts.map(({ uuid, kind, made_at, data }) => ({ uuid, kind, made_at, data })),
      }),
    });
    if (answer.status === 401 || answer.status === 403) await learn("closed", true);
    if (!answer.ok) return false;
    const told = new Map((await answer.json()).acts.map((each) => [each.uuid, each]));
    for (const act of acts) {
      if (!told.has(act.uuid)) continue;
      const { order, ...made } = act;
      await within("told", "readwrite", (rows) => rows.add({ ...made, ...told.get(act.uuid) }));
      await within("acts", "readwrite", (rows) => rows.delete(order));
    }
    await learn("closed", false);
    news.postMessage("told");
    return acts.length === AT_ONCE;
  };
  const send = () =>
    navigator.locks.request(TAG, async () => {
      while (await post());
    });

  return { TAG, actOf, all, formOf, keep, keptHere, known, learn, news, send, within };
})();
