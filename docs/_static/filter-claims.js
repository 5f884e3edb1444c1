/* Shows the claims of one verdict only: buttons above the table of counts.
 *
 * Without this script the claims stand below each other, one section a verdict, and the table links to them.
 */
(() => {
  "use strict";

  const ALL = "all";
  const NAME = "verdict";

  const groups = () =>
    [...document.querySelectorAll("table.facts-claims")].map((table) => ({
      verdict: [...table.classList].find((name) => name.startsWith("verdict-")).slice(NAME.length + 1),
      section: table.closest("section"),
      claims: table.tBodies[0].rows.length,
    }));

  const button = (verdict, word, claims) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "claim-button";
    made.dataset.verdict = verdict;
    made.append(word, " ", Object.assign(document.createElement("span"), { textContent: claims }));
    return made;
  };

  const word = (verdict) => {
    const cell = document.querySelector(`#count-${verdict} td a`);
    const text = cell.textContent.trim();
    return text[0].toUpperCase() + text.slice(1);
  };

  const start = () => {
    const counts = document.querySelector("table.facts-claim-counts");
    const known = groups();
    if (!counts || !known.length) return;
    const total = known.reduce((sum, one) => sum + one.claims, 0);
    const bar = document.createElement("div");
    const said = document.createElement("p");
    bar.className = "claim-filter";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Show claims by verdict");
    said.className = "claim-status";
    said.setAttribute("role", "status");
    bar.append(button(ALL, "All", total), ...known.map((one) => button(one.verdict, word(one.verdict), one.claims)));

    const show = (verdict) => {
      const fits = (one) => verdict === ALL || one.verdict === verdict;
      known.forEach((one) => (one.section.hidden = !fits(one)));
      bar.querySelectorAll("button").forEach((one) =>
        one.setAttribute("aria-pressed", String(one.dataset.verdict === verdict)),
      );
      const shown = known.filter(fits).reduce((sum, one) => sum + one.claims, 0);
      said.textContent = `Showing ${shown} of ${total} claims.`;
    };

    const choose = (verdict) => {
      show(verdict);
      const address = new URL(location);
      address.hash = "";
      if (verdict === ALL) address.searchParams.delete(NAME);
      else address.searchParams.set(NAME, verdict);
      history.replaceState(null, "", address);
    };

    /* A link to a claim that is filtered away shows all of them again. */
    const reveal = () => {
      const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && target.closest("section[hidden]")) {
        show(ALL);
        target.scrollIntoView();
      }
    };

    bar.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (pressed) choose(pressed.dataset.verdict);
    });
    window.addEventListener("hashchange", reveal);
    const place = counts.closest(".table-wrapper") ?? counts;
    place.after(bar, said);
    const asked = new URL(location).searchParams.get(NAME);
    show(known.some((one) => one.verdict === asked) ? asked : ALL);
    reveal();
  };

  window.addEventListener("DOMContentLoaded", start);
})();
