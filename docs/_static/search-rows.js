/* Lets the search find the row of an error in a whole pasted message.
 *
 * Sphinx finds an index entry that holds what was typed. A pasted message is longer than the entry
 * (`Incorrect API key provided` and then a key, a link, a brace), so this also takes the entries that
 * stand inside what was typed, the longest first. Loaded after Sphinx's searchtools.js.
 */
(() => {
  "use strict";

  const SHORTEST = 6;
  const perform = Search._performSearch;
  const plain = (text) => text.toLowerCase().replace(/\s+/g, " ").trim();

  const rows = (query) => {
    const index = Search._index;
    const typed = plain(query);
    return Object.entries(index.indexentries)
      .filter(([entry]) => entry.length >= SHORTEST && typed.includes(entry))
      .flatMap(([entry, places]) =>
        places.map(([file, id, main]) => [
          index.docnames[file],
          index.titles[file],
          `#${id}`,
          entry,
          entry.length + (main ? 0.5 : 0),
          index.filenames[file],
          SearchResultKind.index,
        ]),
      );
  };

  const place = (result) => result[0] + result[2];

  /* One result a row, named by the longest text that fits; the best result stands last. */
  const best = (found) => {
    const kept = new Map();
    for (const row of found.sort((one, other) => one[4] - other[4])) {
      kept.delete(place(row));
      kept.set(place(row), row);
    }
    return [...kept.values()];
  };

  Search._performSearch = (query, ...rest) => {
    const found = best(rows(query));
    const shown = new Set(found.map(place));
    return [...perform(query, ...rest).filter((result) => !shown.has(place(result))), ...found];
  };
})();
