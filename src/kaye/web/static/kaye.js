// Kayé: the little that HTML cannot do. Every page works without it.
(() => {
  const UNDO_MS = 10000; // as long as « Annuler » is offered
  const on = document.addEventListener.bind(document);
  const toasts = document.getElementById("toasts");

  // A toast leaves after ten seconds, but not under a finger, a pointer or the focus.
  const time = (toast) => {
    toast.dataset.timed = "";
    const held = () => toast.matches(":hover, :focus-within");
    const leave = () => (held() ? setTimeout(leave, 2000) : toast.remove());
    setTimeout(leave, UNDO_MS);
  };
  const timeAll = () => toasts.querySelectorAll("[data-toast]:not([data-timed])").forEach(time);
  if (toasts) {
    timeAll();
    new MutationObserver(timeAll).observe(toasts, { childList: true, subtree: true });
  }
  on("click", (event) => {
    const tap = event.target.closest("[data-close], [data-tapped]");
    if (tap?.matches("[data-close]")) tap.closest("[data-toast]").remove();
    // The link opens WhatsApp or the phone; the card asks « Envoyée ? » meanwhile.
    if (tap?.dataset.tapped) {
      htmx.ajax("POST", tap.dataset.tapped, { source: tap, target: tap.closest("article"), swap: "outerHTML" });
    }
  });

  // After a swap the focus goes where the next thing to do is.
  on("htmx:after:swap", () => {
    const next = document.querySelector("[data-focus]");
    if (!next) return;
    next.removeAttribute("data-focus");
    if (next.tabIndex < 0) next.tabIndex = -1;
    next.focus();
  });

  on("htmx:error", () => {
    const lost = document.getElementById("sans-reseau");
    if (toasts && lost && !navigator.onLine) toasts.append(lost.content.cloneNode(true));
  });

  // Other open pages take the same looks at once.
  const looks = new BroadcastChannel("kaye-looks");
  const root = document.documentElement;
  looks.onmessage = ({ data }) => (data ? (root.dataset.theme = data) : delete root.dataset.theme);
  on("submit", (event) => {
    const theme = event.target.matches("[data-theme-form]") && event.submitter?.value;
    if (theme) looks.postMessage(theme === "auto" ? "" : theme);
  });
})();
