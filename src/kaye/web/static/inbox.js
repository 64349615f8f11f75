// « Boîte »: what HTML cannot do. Every page works without it.
(() => {
  const on = document.addEventListener.bind(document);
  const find = (what, where = document) => where.querySelector(what);
  const form = find("#reponse");
  const field = find("#rep");
  const thread = () => find("#fil");

  const post = (url, more = {}) => {
    const body = new FormData(form);
    const sent = new FormData();
    for (const name of ["csrfmiddlewaretoken", "business"]) sent.set(name, body.get(name));
    for (const [name, value] of Object.entries(more)) sent.set(name, value);
    return fetch(url, { method: "POST", body: sent, headers: { "HX-Request": "true" } }).catch(() => {});
  };

  // While one types, the messages below are not redrawn under the eyes; the others are told.
  let told = 0;
  window.kayeBusy = () => Boolean(find("#fil :is(audio, video, details[open], :focus-within)"));
  if (form && field) {
    const tell = () => {
      if (Date.now() - told < 25000) return;
      told = Date.now();
      post(form.dataset.writing);
    };
    field.addEventListener("input", tell);
    const grow = () => {
      field.rows = Math.min(8, Math.max(1, field.value.split("\n").length, Math.ceil(field.value.length / 48)));
    };
    field.addEventListener("input", grow);
    grow();
    for (const way of form.elements.channel ? form.querySelectorAll("[name=channel]") : []) {
      way.addEventListener("change", () => (field.placeholder = `Répondre sur ${way.dataset.label}`));
    }
    const chosen = find("[data-files]");
    chosen?.addEventListener("change", () => {
      find("[data-names]").textContent = [...chosen.files].map((file) => file.name).join(", ");
    });
    // What is typed survives a page that closes.
    const kept = `kaye-brouillon-${form.getAttribute("action")}`;
    if (!field.value) field.value = sessionStorage.getItem(kept) ?? "";
    field.addEventListener("input", () => sessionStorage.setItem(kept, field.value));
    form.addEventListener("submit", () => sessionStorage.removeItem(kept));
  }
  if (form) {
    // Read: what is on the screen was seen.
    const seen = () => document.visibilityState === "visible" && post(form.dataset.seen);
    seen();
    on("htmx:after:swap", seen);
  }
  if (thread() && !location.hash && !new URLSearchParams(location.search).has("avant")) {
    const composer = find("#repondre");
    const isFixed = composer && getComputedStyle(composer).position === "fixed";
    (composer && !isFixed ? composer : thread().lastElementChild)?.scrollIntoView({ block: "end" });
    if (isFixed) scrollBy(0, composer.offsetHeight);
  }

  // The keyboard.
  const rows = () => [...document.querySelectorAll(".k-thread > a")];
  let place = -1;
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    place = Math.min(all.length - 1, Math.max(0, place + step));
    all[place].focus();
  };
  const commands = find("#commandes");
  const typed = find("#commande");
  const list = find("#commandes-liste");
  const all = () => [
    ...[...document.querySelectorAll(".k-rail-item, .k-pick[href], .k-thread > a")].map((link) => ({
      words: (link.querySelector(".k-title") ?? link).textContent.trim().replace(/\s+/g, " "),
      run: () => link.click(),
    })),
    ...[...document.querySelectorAll("#que-faire button:not([popovertarget]), #que-faire a")].map((each) => ({
      words: (each.querySelector("b") ?? each).textContent.trim().replace(/\s+/g, " "),
      run: () => each.click(),
    })),
  ];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let shown = [];
  let chosen = 0;
  const draw = () => {
    const wanted = plain(typed.value).split(/\s+/);
    shown = all().filter(({ words }) => wanted.every((word) => plain(words).includes(word))).slice(0, 8);
    chosen = Math.min(chosen, Math.max(0, shown.length - 1));
    list.replaceChildren(
      ...shown.map(({ words, run }, index) => {
        const item = document.createElement("li");
        item.className = "k-command";
        item.id = `commande-${index}`;
        item.role = "option";
        item.ariaSelected = String(index === chosen);
        item.textContent = words;
        item.addEventListener("click", () => (commands.close(), run()));
        return item;
      }),
    );
    typed.setAttribute("aria-activedescendant", shown.length ? `commande-${chosen}` : "");
  };
  typed?.addEventListener("input", () => ((chosen = 0), draw()));
  typed?.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      chosen = (chosen + step + shown.length) % (shown.length || 1);
      draw();
    }
    if (event.key === "Enter" && shown[chosen]) {
      event.preventDefault();
      commands.close();
      shown[chosen].run();
    }
  });

  on("keydown", (event) => {
    const strong = event.ctrlKey || event.metaKey;
    if (strong && event.key.toLowerCase() === "k" && commands) {
      event.preventDefault();
      typed.value = "";
      draw();
      commands.showModal();
      return;
    }
    if (strong && event.key === "Enter" && event.target === field) {
      event.preventDefault();
      form.requestSubmit(form.querySelector('[value="send"]'));
      return;
    }
    if (strong || event.altKey || event.target.matches("input, textarea, select, [contenteditable]")) return;
    const target = find(`[data-key="${CSS.escape(event.key)}"]`);
    if (target) {
      event.preventDefault();
      target.closest("details")?.setAttribute("open", "");
      target.focus();
    } else if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "?") find("#raccourcis")?.showModal();
  });
})();
