// What a page gains with JavaScript. Without it, everything can still be read. A plain script, not
// a module: a module does not run on a page that is opened from a folder.
const here = document.currentScript.src;

// The place of this page that its address names, if any.
const named = () => (location.hash ? document.getElementById(location.hash.slice(1)) : null);
// At once: the way there may be long.
const arrive = (place) => place.scrollIntoView({ behavior: "instant" });

// The other edition opens at the same place.
const twins = document.querySelectorAll(".editions a");
const keepPlace = () => {
  for (const twin of twins) twin.hash = location.hash;
};
addEventListener("hashchange", keepPlace);
keepPlace();

// Contents of the page: open where they stand beside the text.
const contents = document.querySelector("details.contents");
if (contents && matchMedia("(min-width: 75rem)").matches) contents.open = true;

// One switch for all code, out of sight until it is pressed.
const folded = document.querySelectorAll("details.code");
const codeSwitch = document.querySelector(".code-switch");
if (folded.length) {
  codeSwitch.hidden = false;
  codeSwitch.addEventListener("click", () => {
    const shown = codeSwitch.getAttribute("aria-pressed") !== "true";
    codeSwitch.setAttribute("aria-pressed", String(shown));
    document.documentElement.classList.toggle("with-code", shown);
    for (const one of folded) one.open = shown;
  });
}

// A choice: show the state that the controls name, and say which.
for (const choice of document.querySelectorAll(".choice")) {
  const form = choice.querySelector("form");
  const status = choice.querySelector("[role=status]");
  form.hidden = false;
  choice.querySelector(".choice-unrun").hidden = true;
  const show = () => {
    const chosen = [...new FormData(form).values()].join("|");
    for (const state of choice.querySelectorAll(".state")) {
      state.hidden = state.dataset.state !== chosen;
    }
    return chosen.replaceAll("|", ", ");
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    status.textContent = status.dataset.words.replace("{state}", show());
  });
  // A link to a figure of another state shows that state.
  const follow = () => {
    const target = named();
    const state = choice.contains(target) && target.closest(".state");
    if (!state) return;
    const wanted = state.dataset.state.split("|");
    for (const option of form.querySelectorAll("option")) {
      option.selected = wanted.includes(option.value);
    }
    for (const radio of form.querySelectorAll("input")) {
      radio.checked = wanted.includes(radio.value);
    }
    show();
    arrive(target);
  };
  addEventListener("hashchange", follow);
  follow();
}

// A link to what is folded opens it.
const unfold = () => {
  const target = named();
  const closed = [];
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    if (!fold.open) closed.push(fold);
  }
  if (!closed.length) return;
  for (const fold of closed) fold.open = true;
  arrive(target);
};
addEventListener("hashchange", unfold);
unfold();

// On a telephone, a table of words is read as cards, where each cell names its column. Its roles
// are said again: a browser forgets them once a table is laid out as blocks.
for (const table of document.querySelectorAll(":is(figure.shown, .shown-table) table.findings")) {
  const heads = [...table.tHead.rows[0].cells];
  const numbers = heads.filter((head) => head.classList.contains("numeric"));
  const narrow = heads.length < 4 && !table.classList.contains("lists");
  if (narrow || 2 * numbers.length > heads.length) continue;
  table.classList.add("as-cards");
  table.setAttribute("role", "table");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) {
      const role = { col: "columnheader", row: "rowheader" }[cell.scope] ?? "cell";
      cell.setAttribute("role", role);
      if (role === "cell") cell.dataset.head = heads[cell.cellIndex].textContent;
    }
  }
}

// What a reader takes of a figure: its picture, its reference, its address, the code to embed it.
const told = document.getElementById("taken")?.dataset;

// A reference or a code with whole addresses in the place of those that only this page knows.
const whole = (element) => {
  const copy = element.cloneNode(true);
  for (const link of copy.querySelectorAll("a")) link.textContent = link.href;
  return copy.textContent.trim();
};
const texts = {
  cite: (shown) => whole(shown.querySelector(".cite-words")),
  link: (shown) => shown.querySelector(".cite-words > a").href,
  embed: (shown) => {
    const address = shown.querySelector(".embedding > a").href;
    return shown.querySelector(".embedding > code").textContent
      .replace(/src=\S+/, `src="${address}"`);
  },
};

// The font, in the picture itself: a picture asks for nothing.
const faces = async () => {
  const [family] = getComputedStyle(document.documentElement).fontFamily.split(",");
  const face = async ([name, weight]) => {
    const file = await fetch(new URL(`../fonts/source-sans-${name}.woff2`, here));
    const bytes = new Uint8Array(await file.arrayBuffer());
    const content = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    return `@font-face{font-family:${family};font-weight:${weight};`
      + `src:url(data:font/woff2;base64,${content})}`;
  };
  return (await Promise.all([["regular", 400], ["bold", 700]].map(face))).join("");
};

const savePicture = async (shown) => {
  const link = shown.querySelector("a[download$='.svg']");
  const svg = await (await fetch(link.href)).text();
  const fonts = await faces();
  const styled = svg.replace(/(<svg[^>]*>)/, `$1<style>${fonts}</style>`);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(styled)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = 2 * picture.width;
  canvas.height = 2 * picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const saved = document.createElement("a");
  saved.href = URL.createObjectURL(await new Promise((done) => canvas.toBlob(done, "image/png")));
  saved.download = link.download.replace(/svg$/, "png");
  saved.click();
};

for (const tools of document.querySelectorAll(".shown-tools")) {
  const shown = tools.parentElement;
  const status = tools.querySelector("[role=status]");
  for (const button of tools.querySelectorAll("button")) {
    const kind = button.dataset.take;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        if (kind === "png") await savePicture(shown);
        else await navigator.clipboard.writeText(texts[kind](shown));
        status.textContent = told[kind];
      } catch {
        status.textContent = kind === "png" ? told.undrawn : told.uncopied;
        if (kind !== "png") shown.querySelector("details:has(.cite)").open = true;
      }
    });
  }
}
