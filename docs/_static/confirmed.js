/* Brings "Confirmed" on a provider's page up to date: with what was seen since the page was built, from
 * confirmed.json of the published site, and with the age of what is known by the reader's own calendar.
 *
 * Without this script the list says what was known on the day of the build.
 */
(() => {
  "use strict";

  const LIMIT = 90; // days, as in keyproof/live/confirmations.py
  const DAY = 24 * 60 * 60 * 1000;
  const entries = [...document.querySelectorAll("ul.confirmed > li")];
  if (!entries.length) return;

  // what the build called old stays old, whatever this computer's clock says
  const markAge = (entry) => {
    const { held } = entry.dataset;
    const late = held && Date.now() - Date.parse(held) > (LIMIT + 1) * DAY;
    if (!late || entry.querySelector(".badge-stale")) return;
    const badge = document.createElement("span");
    badge.className = "badge badge-stale";
    badge.textContent = `not confirmed since ${held}`;
    entry.querySelector("strong").after(" ", badge);
  };

  const update = (entry, seen) => {
    entry.className = `is-${seen.state}`;
    entry.dataset.looked = seen.looked_on;
    entry.dataset.held = seen.held_on;
    entry.querySelector(".confirmed-text").textContent = seen.text;
    entry.querySelector(".badge-stale")?.remove();
  };

  const refresh = async () => {
    // the newest news lie at the top of all versions, where there is more than one
    const versions = document.querySelector("nav.version-switch")?.dataset.root;
    const root = versions ?? document.documentElement.dataset.content_root;
    const answer = await fetch(`${root}confirmed.json`, { cache: "no-cache" });
    const { providers } = await answer.json();
    for (const entry of entries) {
      const [id, way] = (entry.dataset.confirmed ?? "").split("/");
      const seen = providers[id]?.[way];
      if (seen && seen.looked_on > entry.dataset.looked) update(entry, seen);
    }
  };

  entries.forEach(markAge);
  refresh().then(() => entries.forEach(markAge), () => {}); // no network: the list of the build still holds
})();
