// A text as the index compares words: without accents, ligatures or capitals.
export const folded = (text) =>
  text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae")
    .normalize("NFD").replace(/\p{Diacritic}/gu, "");
