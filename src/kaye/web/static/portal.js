// The customer's page: says it was really looked at, and draws a signature. Everything works without it.
(() => {
  // « Ouvert » is said at the first gesture of a person: programs that check links run scripts too.
  const base = location.pathname.replace(/\/$/, "");
  if (/^\/d\/[^/]+$/.test(base)) {
    const gestures = ["pointerdown", "keydown", "scroll", "touchstart"];
    const opened = () => {
      gestures.forEach((each) => removeEventListener(each, opened));
      fetch(`${base}/ouvert`, { method: "POST", keepalive: true, credentials: "omit" });
    };
    gestures.forEach((each) => addEventListener(each, opened, { passive: true }));
  }

  const field = document.querySelector("[data-sign]");
  if (!field) return;
  field.hidden = false;
  const pad = field.querySelector("svg");
  const path = pad.querySelector("path");
  const kept = field.querySelector("[name=trait]");
  const line = pad.parentElement;
  let drawing = false;
  let data = "";

  const point = ({ clientX, clientY }) => {
    const box = pad.getBoundingClientRect();
    const scaled = (at, start, size, most) => Math.max(0, Math.min(most, ((at - start) / size) * most));
    const x = scaled(clientX, box.left, box.width, 600);
    const y = scaled(clientY, box.top, box.height, 200);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  };
  const write = (letter, event) => {
    if (data.length > 39000) return;
    data += `${letter}${point(event)}`;
    path.setAttribute("d", data);
    kept.value = (data.match(/L/g) ?? []).length >= 4 ? data : "";
    line.classList.add("is-signed");
  };
  pad.addEventListener("pointerdown", (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    write("M", event);
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => drawing && write("L", event));
  ["pointerup", "pointercancel"].forEach((end) => pad.addEventListener(end, () => (drawing = false)));
  field.querySelector("[data-sign-clear]").addEventListener("click", () => {
    data = "";
    kept.value = "";
    path.setAttribute("d", "");
    line.classList.remove("is-signed");
  });
})();
