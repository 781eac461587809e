// The search page: loads the index only here, and only for a query.
const count = document.getElementById("search-count");
const list = document.getElementById("search-results");
const field = document.getElementById("q");
const words = new URLSearchParams(location.search).get("q")?.trim() ?? "";

const say = (key, n) => {
  count.textContent = count.dataset[key].replace("{words}", words).replace("{n}", n);
};

// As the index compares words: without accents, ligatures or capitals.
const folded = (text) =>
  text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae")
    .normalize("NFD").replace(/\p{Diacritic}/gu, "");

// A word that is nowhere gets the words nearest to its beginning: keep those that share enough.
const roots = folded(words).split(/\s+/).map((word) => word.slice(0, Math.max(3, word.length - 3)));
const isAbout = (passage) =>
  [...passage.matchAll(/<mark>(.*?)<\/mark>/g)]
    .some(([, word]) => roots.some((root) => folded(word).includes(root)));

const item = (result) => {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = result.url;
  link.textContent = result.title;
  const passage = document.createElement("p");
  // Escaped by the index, but for its <mark>; the narrow spaces of French are lost there.
  passage.innerHTML = `… ${result.excerpt.trim().replace(/ (?=[:;!?»%])/g, "\u202f")} …`;
  line.append(link, passage);
  return line;
};

const passages = (page) => {
  const parts = page.sub_results.length ? page.sub_results : [page];
  return parts.map((part) => ({
    url: part.url,
    title: part.title === page.meta.title ? page.meta.title : `${page.meta.title} › ${part.title}`,
    excerpt: part.excerpt,
  }));
};

if (!words) {
  say("empty");
} else {
  field.value = words;
  try {
    const index = await import(new URL("../../pagefind/pagefind.js", import.meta.url));
    const found = (await index.search(folded(words))).results.slice(0, 12);
    const pages = await Promise.all(found.map((one) => one.data()));
    const results = pages.flatMap(passages).filter((passage) => isAbout(passage.excerpt));
    list.replaceChildren(...results.map(item));
    say(["none", "one"][results.length] ?? "many", results.length);
  } catch {
    say("failed");
  }
}
