// The search page: loads the index only here, and only for a query.
import { folded } from "./fold.js";

const site = new URL("../../", import.meta.url);
const count = document.getElementById("search-count");
const list = document.getElementById("search-results");
const field = document.getElementById("q");
const words = new URLSearchParams(location.search).get("q")?.trim() ?? "";

const say = (key, n) => {
  count.textContent = count.dataset[key].replace("{words}", words).replace("{n}", n);
};

// A word that is nowhere gets the words nearest to its beginning: keep those that share enough.
const roots = folded(words).split(/\s+/).map((word) => word.slice(0, Math.max(3, word.length - 3)));
const isAbout = (passage) =>
  [...passage.matchAll(/<mark>(.*?)<\/mark>/g)]
    .some(([, word]) => roots.some((root) => folded(word).includes(root)));

// A number is found whole: « 85 » is neither in « 48,85 » nor in « 2085 ».
const numbers = words.match(/\d+(?:[.,]\d+)?/g) ?? [];
const bare = (word) => word.replace(/^\D+|\D+$/g, "");

const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// The passage around the place where a number stands whole; nothing where it nowhere does.
const around = (part, content) => {
  const places = part.locations.filter((place) => numbers.includes(bare(content[place] ?? "")));
  const seen = new Set(places.map((place) => bare(content[place])));
  if (seen.size < new Set(numbers).size) return "";
  const start = Math.max(0, places[0] - 12);
  return content.slice(start, places[0] + 18)
    .map((word, at) => (places.includes(start + at) ? `<mark>${escaped(word)}</mark>` : escaped(word)))
    .join(" ");
};

const item = (result) => {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = result.url;
  link.textContent = result.title;
  const passage = document.createElement("p");
  // Escaped, but for <mark>; the narrow spaces of French are lost in the index.
  passage.innerHTML = `… ${result.excerpt.trim().replace(/ (?=[:;!?»%])/g, "\u202f")} …`;
  line.append(link, ...(result.excerpt ? [passage] : []));
  return line;
};

const passages = (page) => {
  const parts = page.sub_results.length ? page.sub_results : [page];
  const content = numbers.length ? page.content.split(/\s+/) : [];
  return parts.map((part) => ({
    url: part.url,
    title: part.title === page.meta.title ? page.meta.title : `${page.meta.title} › ${part.title}`,
    excerpt: numbers.length ? around(part, content) : part.excerpt,
  }));
};

// What was put first for these words, by those who made the book.
const leading = async () => {
  const leads = await (await fetch(new URL("pagefind/leads.json", site))).json();
  const asked = ` ${folded(words).replace(/[^a-z0-9]+/g, " ").trim()} `;
  return leads
    .filter((lead) => lead.words.some((typed) => asked.includes(` ${typed} `)))
    .map((lead) => ({ ...lead, url: new URL(lead.url, site).href, excerpt: escaped(lead.excerpt) }));
};

if (!words) {
  say("empty");
} else {
  field.value = words;
  try {
    const index = await import(new URL("pagefind/pagefind.js", site));
    const [first, found] = await Promise.all([leading(), index.search(folded(words))]);
    const pages = await Promise.all(found.results.slice(0, 12).map((one) => one.data()));
    const led = new Set(first.map((lead) => lead.url));
    const results = pages.flatMap(passages)
      .filter((passage) => isAbout(passage.excerpt))
      .filter((passage) => !led.has(new URL(passage.url, site).href));
    const all = [...first, ...results];
    list.replaceChildren(...all.map(item));
    say(["none", "one"][all.length] ?? "many", all.length);
  } catch {
    say("failed");
  }
}
