// « Vendre »: keypad, stepper and sums at once. Without it the same form works, the server adds up.
(() => {
  const form = () => document.getElementById("vente");
  const minor = (text, exponent) => {
    const plain = text.replace(/[^\d.,-]/g, "").replace(exponent ? "," : /[.,]/g, exponent ? "." : "");
    return Math.round(Number(plain || 0) * 10 ** exponent) || 0;
  };
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
  const figures = (amount, exponent) => {
    if (!exponent) return grouped(String(amount));
    const text = String(amount).padStart(exponent + 1, "0");
    return `${grouped(text.slice(0, -exponent))},${text.slice(-exponent)}`;
  };

  const show = (place, amount, sale) => {
    if (!place) return;
    const money = document.createElement("span");
    const unit = document.createElement("small");
    money.className = "k-money";
    unit.textContent = sale.unit;
    money.append(`${figures(amount, Number(sale.exponent))}\u00a0`, unit);
    place.replaceChildren(money);
  };

  const recount = () => {
    const sale = form();
    if (!sale) return;
    const { exponent: decimals, unit } = sale.dataset;
    const exponent = Number(decimals);
    let total = 0;
    for (const line of sale.querySelectorAll("[data-line]")) {
      const pieces = Number(line.querySelector("[data-quantity]").value) || 0;
      total += pieces * minor(line.querySelector("[data-price]").value, exponent);
    }
    const kind = sale.elements.kind.value;
    const rest = total - minor(sale.elements.received.value, exponent);
    const said = (amount) => `${figures(amount, exponent)}\u00a0${unit}`;
    show(sale.querySelector("[data-total]"), total, sale.dataset);
    show(sale.querySelector("[data-rest]"), Math.abs(rest), sale.dataset);
    const words = rest < 0 ? "En trop, gardé sur son compte" : "Reste à payer";
    sale.querySelector("[data-rest-word]").textContent = words;
    const verb = kind === "order" ? "Noter la commande" : "Noter la vente";
    let end = "";
    if (total && kind === "cash") end = `, ${said(total)} reçus`;
    else if (total) end = rest > 0 ? `, reste ${said(rest)}` : ", tout est payé";
    sale.querySelector("[data-submit]").textContent = verb + end;
  };

  const press = (key) => {
    const sale = form();
    const field = sale.elements.received;
    const exponent = Number(sale.dataset.exponent);
    let typed = field.value.replace(/[^\d,]/g, "");
    if (key === "back") typed = typed.slice(0, -1);
    else if (key === "," ? !typed.includes(",") : typed.length < 12) typed += key;
    const [units, cents] = typed.split(",");
    const whole = grouped(units.replace(/^0+(?=\d)/, ""));
    field.value = cents === undefined ? whole : `${whole || 0},${cents.slice(0, exponent)}`;
    recount();
  };

  const step = (button, by) => {
    const field = button.closest("[data-line]").querySelector("[data-quantity]");
    const wanted = (Number(field.value) || 0) + by;
    if (wanted < 1) return false;
    field.value = wanted;
    recount();
    return true;
  };

  // Before HTMX: what is worked out here needs no trip.
  document.addEventListener(
    "click",
    (event) => {
      const key = event.target.closest("[data-keys] button");
      if (key) press(key.value);
      const more = event.target.closest("[data-more], [data-less]");
      if (more && step(more, more.matches("[data-more]") ? 1 : -1)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true,
  );
  document.addEventListener("input", ({ target }) => {
    if (target.closest("#vente")) recount();
  });

  // The sale is sent once, however many taps.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#vente") || event.submitter?.id !== "noter") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });

  const ready = () => {
    const keys = form()?.querySelector("[data-keys][hidden]");
    if (!keys) return;
    keys.hidden = false;
    // On a phone the keypad takes the place of the keyboard.
    if (matchMedia("(pointer: coarse)").matches) form().elements.received.inputMode = "none";
    recount();
  };
  document.addEventListener("htmx:after:swap", ready);
  addEventListener("pageshow", () => delete form()?.dataset.sent);
  ready();
})();
