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
  // Without a network nobody suggests: a plainer form, whose lines are added here.
  const put = (sale, { name, price, quantity, product }) => {
    const row = document.getElementById("vente-sans-reseau").content.querySelector("[data-line-form]");
    const made = row.content.cloneNode(true).firstElementChild;
    made.dataset.line = name;
    made.querySelector("[data-line-name]").textContent = name;
    made.querySelector("[data-line-words]").textContent = `${quantity} × ${price}`;
    made.querySelector("[data-take-away]").setAttribute("aria-label", `Retirer ${name}`);
    for (const [part, value] of Object.entries({ name, price, quantity, product })) {
      const field = made.querySelector(`[data-part=${part}]`);
      field.name = `line_${part}`;
      field.value = value;
    }
    sale.querySelector("[data-lines]").append(made);
    recount();
  };
  const offered = (name) => [...document.querySelectorAll("#sr-articles option")].find((each) => each.value === name);
  const addTyped = (sale) => {
    const [article, price, count] = ["article", "prix", "combien"].map((part) => sale.querySelector(`#sr-${part}`));
    const problem = sale.querySelector("[data-problem]");
    const name = article.value.trim();
    const wrong = !name ? "Écrivez l’article." : !price.value.trim() ? `Il manque le prix de « ${name} ».` : "";
    problem.hidden = !wrong;
    problem.querySelector("span").textContent = wrong;
    if (wrong) return false;
    const quantity = Math.max(1, Math.floor(Number(count.value)) || 1);
    put(sale, { name, price: price.value.trim(), quantity, product: offered(name)?.dataset.id ?? "" });
    [article.value, price.value, count.value] = ["", "", "1"];
    article.focus();
    return true;
  };
  const choose = (sale, id, name) => {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "customer_id", value: id });
    const chosen = sale.querySelector("[data-chosen]");
    chosen.textContent = name;
    chosen.hidden = false;
    sale.querySelector("[data-named]").replaceChildren();
    sale.append(field);
  };
  const nameOf = async (id) => {
    const page = await caches.match(`/clients/${id}/`);
    const title = page && new DOMParser().parseFromString(await page.text(), "text/html").title;
    return title?.split(" · ")[0];
  };
  const offline = async () => {
    const plain = document.getElementById("vente-sans-reseau");
    const before = form();
    if (!plain || !before || before.querySelector("[data-lines]")) return;
    const kind = before.elements.kind.value;
    const customer = before.elements.customer_id?.value;
    const name = before.querySelector("#changer")?.parentElement.querySelector("b").textContent;
    const typed = [...before.querySelectorAll("[data-line]")].map((line) => {
      const of = (part) => line.querySelector(`[name=line_${part}]`).value;
      return { name: of("name"), price: of("price"), quantity: of("quantity"), product: of("product") };
    });
    before.replaceWith(plain.content.cloneNode(true).querySelector("form"));
    const sale = form();
    sale.elements.client_id.value = crypto.randomUUID().replaceAll("-", "");
    sale.elements.kind.value = new URLSearchParams(location.search).get("type") || kind;
    for (const line of typed) put(sale, line);
    recount();
    if (customer) choose(sale, customer, name);
    const asked = !customer && new URLSearchParams(location.search).get("client");
    const known = asked && (await nameOf(asked));
    if (known) choose(sale, asked, known);
  };
  document.addEventListener("kaye:offline", offline);
  if (document.documentElement.hasAttribute("data-offline")) offline();
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-add]")) addTyped(form());
    if (!target.closest("[data-take-away]")) return;
    target.closest("[data-line]").remove();
    recount();
  });
  document.addEventListener("input", ({ target }) => {
    const product = target.id === "sr-article" && offered(target.value);
    const price = document.getElementById("sr-prix");
    if (product && product.dataset.price && !price.value) {
      price.value = figures(Number(product.dataset.price), Number(form().dataset.exponent));
    }
  });
  // What the plain form cannot say to the server is put right, and what is missing is asked for.
  document.addEventListener(
    "submit",
    (event) => {
      const sale = event.target;
      if (!sale.querySelector?.("[data-lines]")) return;
      const problem = (text) => {
        const place = sale.querySelector("[data-problem]");
        place.hidden = false;
        place.querySelector("span").textContent = text;
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      const left = sale.querySelector("#sr-article").value.trim() || !sale.querySelector("[data-line]");
      if (left && !addTyped(sale)) return problem(sale.querySelector("[data-problem] span").textContent);
      const { kind, new_name: name, customer_id: customer } = sale.elements;
      if (kind.value !== "cash" && !customer && !name?.value.trim()) {
        return problem("Écrivez le client : sans lui, on ne saura pas qui doit.");
      }
      if (kind.value === "order" && !sale.elements.promised_other.value) {
        return problem("Choisissez le jour de la livraison.");
      }
      const { due, order_due, order_due_other, promised, due_other, promised_other } = sale.elements;
      due.value = order_due.value = due_other.value && "other";
      order_due_other.value = due_other.value;
      promised.value = promised_other.value && "other";
      if (!name?.value.trim() || sale.elements.is_new) return;
      sale.append(Object.assign(document.createElement("input"), { type: "hidden", name: "is_new", value: "1" }));
    },
    true,
  );

  document.addEventListener("htmx:after:swap", ready);
  addEventListener("pageshow", () => delete form()?.dataset.sent);
  ready();
})();
