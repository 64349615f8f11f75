// A chip puts its variable where the cursor stands; without this, the form puts it at the end.
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-insert]");
  const area = document.getElementById(chip?.dataset.into || "texte");
  if (!chip || !area) return;
  event.preventDefault();
  area.setRangeText(`{{${chip.dataset.insert}}}`, area.selectionStart, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
});
