// How many characters are left, seen at once and read aloud only when the typing pauses.

export function enhance(area) {
  const words = document.getElementById(`${area.id}_counter`);
  if (!words) return;
  area.dataset.enhanced = "1";
  const limit = Number(area.dataset.counter);
  const aloud = document.createElement("span");
  aloud.className = "sr-only";
  aloud.setAttribute("aria-live", "polite");
  words.after(aloud);
  let pause;
  const count = () => {
    const left = limit - [...area.value.replace(/\r\n?/g, "\n")].length;
    words.textContent = (left < 0 ? words.dataset.over : words.dataset.left).replace("{n}", Math.abs(left));
    words.classList.toggle("field__counter--over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { aloud.textContent = words.textContent; }, 1200);
  };
  area.addEventListener("input", count);
  if (area.value) count();
}
