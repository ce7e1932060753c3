// Photos: shown at once, and made smaller before they are sent, so that a slow net does not keep anyone waiting.
// The smaller copy holds pixels only. A picture that the browser cannot read is sent as it is.

const LONGEST_SIDE = 2000;
const SMALL_ENOUGH = 600_000;
const QUALITY = 0.82;

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file;
  }
}

function put(input, files) {
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  input.files = carrier.files;
}

export function enhance(box) {
  box.dataset.enhanced = "1";
  if (!globalThis.DataTransfer) return; // the plain inputs do
  const inputs = [...box.querySelectorAll("input[type=file]")];
  const [keeper, extra] = [inputs.at(-1), inputs.length > 1 ? inputs[0] : null];
  const list = box.querySelector("[data-previews]");
  const most = Number(box.dataset.max) || 1;
  let chosen = [];

  const show = () => {
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.replaceChildren(...chosen.map(preview));
    put(keeper, chosen);
    if (extra) put(extra, []);
  };

  const preview = (file) => {
    const item = document.createElement("li");
    item.className = "photos__item";
    if (box.dataset.pictures && !/heic|heif/i.test(file.type + file.name)) {
      const image = Object.assign(document.createElement("img"), { alt: file.name });
      image.src = URL.createObjectURL(file);
      item.append(image);
    }
    const words = Object.assign(document.createElement("p"), { className: "photos__caption" });
    words.textContent = file.name;
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "button button--quiet button--small" });
    remove.textContent = box.dataset.remove;
    remove.append(Object.assign(document.createElement("span"), { className: "sr-only", textContent: ` ${file.name}` }));
    remove.addEventListener("click", () => {
      chosen = chosen.filter((other) => other !== file);
      show();
      keeper.focus();
    });
    item.append(words, remove);
    return item;
  };

  const take = async (input) => {
    const fresh = [...input.files];
    if (!fresh.length) return;
    const form = input.form;
    box.setAttribute("aria-busy", "true");
    const ready = Promise.all(fresh.map(box.dataset.pictures ? smaller : (file) => file));
    const wait = (event) => {
      event.preventDefault();
      ready.then(() => form.requestSubmit(event.submitter));
    };
    form?.addEventListener("submit", wait);
    const files = await ready;
    form?.removeEventListener("submit", wait);
    chosen = most === 1 ? files.slice(-1) : [...chosen, ...files].slice(-most);
    show();
    box.removeAttribute("aria-busy");
  };

  for (const input of inputs) {
    input.addEventListener("change", () => take(input));
    take(input); // on a slow net a photo may be chosen before this file has come
  }
}
