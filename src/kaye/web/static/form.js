// The form of a business: proves that a browser fills it in, makes photos light. Everything is kept without it.
(() => {
  const SOONEST = 3500; // milliseconds: what is sent faster looks like a robot
  const PATIENCE = 30000;
  const MOST = 2_900_000; // bytes of the photos together
  const LIGHT = 400_000;
  const SIDE = 1600; // pixels

  if (parent !== window) {
    const end = document.querySelector("[data-end]");
    const tell = () => parent.postMessage({ kayeHeight: end.getBoundingClientRect().bottom + scrollY + 16 }, "*");
    new ResizeObserver(tell).observe(document.getElementById("contenu"));
    addEventListener("load", tell);
  }

  const form = document.getElementById("demande");
  if (!form) return;
  const opened = performance.now();
  const said = form.querySelector("[data-said]");
  const button = form.querySelector("button");
  const { altcha, fichier, relu } = form.elements;
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  let work = null;
  let sending = false;

  const prove = () => {
    if (work || altcha.value || !form.dataset.proof) return work;
    said.textContent = "Vérification que vous n’êtes pas un robot…";
    work = kayeProof(JSON.parse(form.dataset.proof)).then(
      (answer) => {
        altcha.value = answer;
        said.textContent = "Vérification faite : vous pouvez envoyer.";
      },
      () => (said.textContent = ""), // sent without it: a person will look
    );
    return work;
  };
  ["focusin", "input"].forEach((each) => form.addEventListener(each, prove, { once: true }));

  const lighter = async (file) => {
    if (!file.type.startsWith("image/") || file.size < LIGHT) return file;
    try {
      const image = await createImageBitmap(file);
      const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
      const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
      return blob && blob.size < file.size ? new File([blob], name, { type: "image/jpeg" }) : file;
    } catch {
      return file; // a kind of image that this browser does not read
    }
  };
  const lighten = async () => {
    if (!fichier.files.length) return true;
    const chosen = new DataTransfer();
    for (const file of fichier.files) chosen.items.add(await lighter(file));
    fichier.files = chosen.files;
    return [...chosen.files].reduce((sum, file) => sum + file.size, 0) <= MOST;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    button.setAttribute("aria-disabled", "true");
    const proved = prove();
    said.textContent = "Envoi en cours…";
    const [isLight] = await Promise.all([
      lighten(),
      Promise.race([proved, wait(PATIENCE)]),
      wait(relu ? 0 : opened + SOONEST - performance.now()), // a page shown again keeps the time of the first
    ]);
    if (isLight) {
      said.textContent = "Envoi en cours…";
      form.submit();
      return;
    }
    said.textContent = "Ces photos sont trop lourdes ensemble : gardez-en une ou deux.";
    button.removeAttribute("aria-disabled");
    sending = false;
    fichier.focus();
  });
  // Back from the page of thanks: another request needs another page.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
})();
