// The form of Kayé in a page of yours: <div data-kaye-form></div>. A frame, as tall as what it shows; nothing else is exchanged.
(() => {
  const home = new URL("./", document.currentScript.src);
  for (const place of document.querySelectorAll("[data-kaye-form]:not([data-kaye-done])")) {
    place.dataset.kayeDone = "";
    const frame = document.createElement("iframe");
    frame.src = new URL("?cadre=1", home).href;
    frame.title = "Nous écrire";
    frame.loading = "lazy";
    frame.referrerPolicy = "no-referrer";
    frame.setAttribute("sandbox", "allow-forms allow-popups allow-same-origin allow-scripts");
    Object.assign(frame.style, { width: "100%", height: "46rem", border: "0", display: "block", colorScheme: "normal" });
    let shown = 0;
    frame.addEventListener("load", () => {
      if (shown++ && place.getBoundingClientRect().top < 0) place.scrollIntoView();
    });
    addEventListener("message", ({ origin, source, data }) => {
      if (origin !== home.origin || source !== frame.contentWindow) return;
      const height = Number(data?.kayeHeight);
      if (height > 0 && height < 10000) frame.style.height = `${Math.ceil(height)}px`;
    });
    place.replaceChildren(frame);
  }
})();
