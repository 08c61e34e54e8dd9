// Sphinx's own weights, and one rule more: a page whose title has all the words that were asked for comes first.
var Scorer = {
  objNameMatch: 11, objPartialMatch: 6, objPrio: { 0: 15, 1: 5, 2: -5 }, objPrioDefault: 0,
  title: 15, partialTitle: 7, term: 5, partialTerm: 2,
  score: ([, title, , , score]) => {
    const asked = (new URLSearchParams(location.search).get("q") || "").toLowerCase().split(/\s+/).filter(Boolean);
    return score + (asked.length > 1 && asked.every(word => title.toLowerCase().includes(word)) ? 20 : 0);
  },
};
