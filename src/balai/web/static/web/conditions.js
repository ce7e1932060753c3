// Questions that depend on others are shown when they apply. The server decides again, by the same rules.

const YES_NO = { yes: true, no: false };

// "1.250,5" in Indonesian, "1,250.5" in English: as the server reads it. NaN where it is no number.
function number(text, language) {
  let plain = String(text).replace(/\s/g, "").replace("−", "-").replace(/^rp\.?/i, "");
  const [group, point] = language.startsWith("id") ? ["\\.", ","] : [",", "\\."];
  if (new RegExp(`^[+-]?\\d{1,3}(?:${group}\\d{3})+(?:${point}\\d+)?$`).test(plain)) plain = plain.replace(new RegExp(group, "g"), "");
  plain = plain.replaceAll(",", ".");
  return /^[+-]?\d{1,15}(?:\.\d{1,6})?$/.test(plain) ? Number(plain) : NaN;
}

function same(answer, wanted, language) {
  if (typeof wanted === "boolean") return YES_NO[answer] === wanted;
  if (typeof wanted === "number") return number(answer, language) === wanted;
  return answer === wanted;
}

// `read` gives what was filled in for a question: a string, a list of strings, or null.
export function holds(condition, read, language) {
  if (condition.all) return condition.all.every((part) => holds(part, read, language));
  if (condition.any) return condition.any.some((part) => holds(part, read, language));
  if (condition.not) return !holds(condition.not, read, language);
  const given = read(condition.answer);
  const answers = (Array.isArray(given) ? given : [given]).filter((answer) => answer?.trim());
  if ("given" in condition) return (answers.length > 0) === condition.given;
  if ("is" in condition) return answers.some((answer) => same(answer, condition.is, language));
  if ("in" in condition) return answers.some((answer) => condition.in.some((wanted) => same(answer, wanted, language)));
  if (Array.isArray(given) || !answers.length) return false;
  const value = number(answers[0], language);
  return "at_least" in condition ? value >= condition.at_least : value <= condition.at_most;
}

function asked(condition) {
  const parts = condition.all ?? condition.any ?? (condition.not ? [condition.not] : null);
  return parts ? parts.flatMap(asked) : [condition.answer];
}

// Files are handed in apart: no condition counts them, here as on the server.
const inputsOf = (form, name) => [...form.elements].filter((input) => input.name === name && input.type !== "file");

function answerIn(form, name) {
  const inputs = inputsOf(form, name);
  if (!inputs.length) return null;
  if (inputs[0].type === "checkbox") return inputs.filter((box) => box.checked).map((box) => box.value);
  if (inputs[0].type === "radio") return inputs.find((input) => input.checked)?.value ?? null;
  return inputs[0].value;
}

export function enhance(field) {
  const form = field.closest("form");
  if (!form) return;
  field.dataset.enhanced = "1";
  const condition = JSON.parse(field.dataset.showIf);
  // In an entry of a group the names begin alike: the condition looks at its own entry first.
  const own = field.querySelector("[name]")?.name ?? "";
  const before = own.slice(0, own.lastIndexOf("-") + 1);
  const nameOf = (question) => (inputsOf(form, before + question).length ? before + question : question);
  // An answer that is not on this page was given before: the server has already decided by it.
  if (!asked(condition).every((question) => inputsOf(form, nameOf(question)).length)) return;
  const language = document.documentElement.lang;
  const update = () => { field.hidden = !holds(condition, (question) => answerIn(form, nameOf(question)), language); };
  form.addEventListener("input", update);
  // What the server complains about is never out of sight.
  if (!field.classList.contains("field--wrong")) update();
}
