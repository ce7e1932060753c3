// The kinds of problem: empty groups leave while someone searches, and what a kind makes us ask appears at once.
// Without this file the server asks on a page of its own.

const list = document.querySelector("[data-kinds]");
const groups = [...list.querySelectorAll("[data-group]")];
const follows = [...document.querySelectorAll("[data-follow]")];

function hideEmptyGroups() {
  for (const group of groups) group.hidden = ![...group.querySelectorAll(".choice")].some((choice) => !choice.hidden);
}

function ask() {
  const chosen = list.querySelector("input[name=kind]:checked");
  const service = chosen?.value.split("/")[0];
  const wanted = new Set((chosen?.dataset.asks ?? "").split(" ").filter(Boolean).map((question) => `${service}/${question}`));
  for (const part of follows) {
    part.hidden = !wanted.has(part.dataset.follow);
    part.querySelector("input[name=asked]").disabled = part.hidden;
  }
}

list.addEventListener("change", ask);
// The search field is put before the list by the shared finder; its typing is heard here.
document.addEventListener("input", (event) => {
  if (event.target.matches(".finder input")) hideEmptyGroups();
});
addEventListener("pageshow", ask);
ask();
