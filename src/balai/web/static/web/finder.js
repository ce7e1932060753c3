// A search field above a long list: of options of a select, or of radios and checkboxes.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function enhance(list) {
  list.dataset.enhanced = "1";
  const entries = list.matches("select") ? optionsOf(list) : choicesOf(list);
  const box = document.createElement("div");
  box.className = "finder";
  const id = `${list.id || "list"}_${Math.random().toString(36).slice(2, 8)}`;
  const label = Object.assign(document.createElement("label"), { className: "sr-only", htmlFor: id });
  label.textContent = list.dataset.finder;
  const input = Object.assign(document.createElement("input"), {
    className: "input", type: "search", id, placeholder: list.dataset.finder, autocomplete: "off",
  });
  const count = Object.assign(document.createElement("p"), { className: "finder__count" });
  count.setAttribute("role", "status");
  box.append(label, input, count);
  list.before(box);
  input.addEventListener("input", () => {
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of entries) {
      const fits = wanted.every((word) => entry.words.includes(word));
      entry.show(fits);
      if (fits) shown += 1;
    }
    count.textContent = wanted.length ? list.dataset.found.replace("{n}", shown) : "";
    if (list.matches("select")) chooseOnly(list, entries, wanted.length && shown === 1);
  });
  // Enter in the search field must not send the form.
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}

function choicesOf(list) {
  return [...list.querySelectorAll(".choice")].map((choice) => ({
    words: plain(`${choice.textContent} ${choice.dataset.words ?? ""}`),
    show: (fits) => { choice.hidden = !fits && !choice.querySelector("input").checked; },
  }));
}

function optionsOf(select) {
  return [...select.options].filter((option) => option.value).map((option) => {
    const group = option.parentElement;
    return {
      option,
      words: plain(`${option.textContent} ${group.label ?? ""}`),
      show: (fits) => {
        option.hidden = option.disabled = !fits && !option.selected;
        if (group.matches("optgroup")) group.hidden = ![...group.children].some((child) => !child.hidden);
      },
    };
  });
}

function chooseOnly(select, entries, only) {
  if (!only) return;
  select.value = entries.find((entry) => !entry.option.hidden && !entry.option.disabled).option.value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}
