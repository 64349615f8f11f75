// One change at a time in a place: on a slow phone no tap is lost, and none undoes the one before.
(() => {
  const on = (name, heard) => document.addEventListener(name, heard, true);

  // The page does not change under a finger: an answer waits until it is lifted and its tap has been heard.
  const FINGER = 50; // ms for the click that follows
  const PATIENCE = 2000; // ms: a finger never seen lifted
  const fingers = new Set();
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  on("pointerdown", ({ pointerId }) => fingers.add(pointerId));
  for (const end of ["pointerup", "pointercancel"]) {
    on(end, ({ pointerId }) => setTimeout(() => fingers.delete(pointerId), FINGER));
  }
  const lifted = async () => {
    for (let waited = 0; fingers.size && waited < PATIENCE; waited += FINGER) await wait(FINGER);
    fingers.clear();
  };
  const patient = async (...asked) => {
    const answer = await fetch(...asked);
    const read = answer.text.bind(answer);
    answer.text = async () => {
      const text = await read();
      await lifted();
      return text;
    };
    return answer;
  };

  // What a person writes in a form, by a name that holds from one page to the next.
  const nameOf = (field) => {
    const line = field.closest("[data-line]")?.dataset.line ?? field.id;
    return [line, field.name, field.type === "radio" ? field.value : ""].join("\n");
  };
  const ticks = (field) => field.type === "radio" || field.type === "checkbox";
  const written = (id) => {
    const seen = new Map();
    for (const field of document.getElementById(id)?.elements ?? []) {
      if (!field.name || field.matches("[type=hidden], [type=file], button, fieldset")) continue;
      const name = nameOf(field);
      // Two of one name cannot be told apart: left alone.
      seen.set(name, seen.has(name) ? null : { field, value: ticks(field) ? field.checked : field.value });
    }
    return seen;
  };
  const writtenSince = (before, id) =>
    [...written(id)].filter(([name, now]) => now && before.get(name) && now.value !== before.get(name).value);
  const write = (changes, before, id) => {
    const after = written(id);
    for (const [name, { field: old, value }] of changes) {
      const field = after.get(name)?.field;
      if (!field || field === old) continue;
      if (ticks(field)) field.checked = value;
      else if (field.matches("[data-quantity]")) field.value = +field.value + (value - before.get(name).value);
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  // By the id of the place: the gesture being done, those that wait, what its form held when it left.
  const places = new Map();
  const placeOf = (form) => [...places.values()].find((place) => form.id && place.doing.form === form.id);
  const gestureOf = ({ request, sourceElement, target, swap, select, vals, values }) => {
    const button = request.submitter ?? (sourceElement.type === "submit" ? sourceElement : null);
    return {
      form: request.form?.id,
      action: request.action,
      method: request.method,
      place: target.id,
      how: { target: `#${CSS.escape(target.id)}`, swap, select },
      isTap: Boolean(button),
      own: { ...vals, ...values, ...(button?.name && { [button.name]: button.value }) },
      body: Object.fromEntries(request.body),
    };
  };
  // A form with an id is read again when its turn comes; another gesture goes as it was made.
  const make = ({ form, action, method, how, own, body, submitter }) => {
    const anew = form && document.getElementById(form);
    if (submitter) {
      if (anew) submitter(anew)?.click();
      return;
    }
    const source = anew || document.body.appendChild(document.createElement("i"));
    const gone = () => anew || source.remove();
    htmx.ajax(method, action, { ...how, source, values: anew ? own : body }).then(gone, gone);
  };
  // The same answer given twice counts once, and a field changed twice; a button of a form, each time it is tapped.
  const repeats = (gesture, other) => {
    if (gesture.action !== other.action || other.submitter || (gesture.form && gesture.isTap)) return false;
    const said = gesture.form ? "own" : "body";
    return !other.isTap === !gesture.isTap && JSON.stringify(gesture[said]) === JSON.stringify(other[said]);
  };

  on("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    ctx.fetch ??= patient;
    const id = ctx.target?.id;
    if (!id || ctx.request.method === "GET") return;
    const gesture = gestureOf(ctx);
    const place = places.get(id) ?? { waiting: [] };
    if (place.doing) {
      event.preventDefault();
      const others = gesture.form ? place.waiting.slice(-1) : [place.doing, ...place.waiting];
      if (!others.some((other) => repeats(gesture, other))) place.waiting.push(gesture);
      return;
    }
    place.doing = gesture;
    place.before = written(gesture.form);
    places.set(id, place);
    ctx.place = place;
  });
  // A form sent as a page, « Noter la vente »: it must hold what the gestures before it put in.
  on("submit", (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { id, name, value } = event.submitter ?? {};
    const same = (button) => (id ? button.id === id : name && button.name === name && button.value === value);
    const submitter = (form) => [...form.elements].find((button) => button.type === "submit" && same(button));
    if (!place.waiting.some((other) => other.submitter)) place.waiting.push({ form: event.target.id, submitter });
  });
  on("htmx:before:swap", ({ detail: { ctx } }) => {
    const { place } = ctx;
    if (place?.doing.form) place.changes = writtenSince(place.before, place.doing.form);
  });
  on("htmx:after:swap", ({ detail: { ctx } }) => {
    const { place } = ctx;
    if (!place?.changes?.length) return;
    write(place.changes, place.before, place.doing.form);
    // Whoever writes keeps the focus.
    for (const next of document.querySelectorAll("[data-focus]")) delete next.dataset.focus;
  });
  on("htmx:finally:request", ({ detail: { ctx } }) => {
    const { place } = ctx;
    if (!place) return;
    for (const [id, each] of places) if (each === place) places.delete(id);
    // After a failure, said in a toast, what waited would build on nothing.
    const next = ctx.status === "swapped" && ctx.response.status < 400 && place.waiting.shift();
    if (!next) return;
    queueMicrotask(() => {
      make(next);
      places.get(next.place)?.waiting.push(...place.waiting);
    });
  });
})();
