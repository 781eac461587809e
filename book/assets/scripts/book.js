// What a page gains with JavaScript. Without it, everything can still be read.

// Contents of the page: open where they stand beside the text.
const contents = document.querySelector("details.contents");
if (contents && matchMedia("(min-width: 75rem)").matches) contents.open = true;

// A link to what is folded opens it.
const unfold = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = [];
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    if (!fold.open) closed.push(fold);
  }
  if (!closed.length) return;
  for (const fold of closed) fold.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();

// On a telephone, a table of words is read as cards, where each cell names its column. Its roles
// are said again: a browser forgets them once a table is laid out as blocks.
for (const table of document.querySelectorAll(":is(figure.shown, .shown-table) table.findings")) {
  const heads = [...table.tHead.rows[0].cells];
  const numbers = heads.filter((head) => head.classList.contains("numeric"));
  if (heads.length < 4 || 2 * numbers.length > heads.length) continue;
  table.classList.add("cards");
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

// One switch for all folded code.
const folded = document.querySelectorAll("details.code");
const codeSwitch = document.querySelector(".code-switch");
if (folded.length) {
  codeSwitch.hidden = false;
  codeSwitch.addEventListener("click", () => {
    const shown = codeSwitch.getAttribute("aria-pressed") !== "true";
    codeSwitch.setAttribute("aria-pressed", String(shown));
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
    const target = document.getElementById(location.hash.slice(1));
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
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();
}
