// Kayé: the little that HTML cannot do. Every page works without it.
(() => {
  const on = document.addEventListener.bind(document);
  const toasts = document.getElementById("toasts");

  // A toast leaves after ten seconds, but not under a pointer or the focus.
  const time = (toast) => {
    toast.dataset.timed = "";
    const held = () => toast.matches(":hover, :focus-within");
    const leave = () => (held() ? setTimeout(leave, 2000) : toast.remove());
    setTimeout(leave, 10000);
  };
  const timeAll = () => toasts.querySelectorAll("[data-toast]:not([data-timed])").forEach(time);
  if (toasts) {
    timeAll();
    new MutationObserver(timeAll).observe(toasts, { childList: true });
  }

  on("click", ({ target }) => {
    target.closest("[data-close]")?.closest("[data-toast]").remove();
    // The link opens WhatsApp or the phone; meanwhile the card asks « Envoyée ? ».
    const tap = target.closest("[data-tapped]");
    if (!tap) return;
    const card = { source: tap, target: tap.closest("article"), swap: "outerHTML" };
    htmx.ajax("POST", tap.dataset.tapped, card);
  });

  // After a swap the focus goes where the next thing to do is.
  on("htmx:after:swap", () => {
    const next = document.querySelector("[data-focus]");
    if (!next) return;
    delete next.dataset.focus;
    if (next.tabIndex < 0) next.tabIndex = -1;
    next.focus();
  });

  on("htmx:error", () => {
    const lost = document.getElementById("sans-reseau");
    if (!navigator.onLine) toasts?.append(lost.content.cloneNode(true));
  });

  // Other open pages take the same looks at once.
  const looks = new BroadcastChannel("kaye-looks");
  const set = document.documentElement.dataset;
  looks.onmessage = ({ data }) => (data ? (set.theme = data) : delete set.theme);
  on("submit", ({ target, submitter }) => {
    const theme = target.matches("[data-theme-form]") && submitter?.value;
    if (theme) looks.postMessage(theme === "auto" ? "" : theme);
  });
})();
