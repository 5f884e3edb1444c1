// The list of versions on a page is true for the day on which the site was put together. When a reader
// opens it, this asks versions.json, so that a page from a browser's memory knows later releases too.
"use strict";
(() => {
  const WORDS = {stable: "stable", development: "unreleased", old: ""};
  const nav = document.querySelector("nav.version-switch");
  const details = nav && nav.querySelector("details");
  if (!details) return;
  const {root, version, page} = nav.dataset;
  // a version may have moved since: the newest release lies at the top until the next one comes
  const known = new Map(
    [...nav.querySelectorAll("a")].map((link) => [link.dataset.place, link.getAttribute("href")]),
  );

  const there = async (address) => {
    try {
      return (await fetch(address, {method: "HEAD"})).ok;
    } catch {
      return false;
    }
  };

  // the same page where that version has it; for the versions that were known, the build has looked
  const address = async (one) => {
    const same = root + one.path + page;
    return known.get(`${one.version} ${one.path}`) ?? ((await there(same)) ? same : `${root}${one.path}index.html`);
  };

  const row = async (one) => {
    const link = document.createElement("a");
    const kind = document.createElement("span");
    kind.className = "version-kind";
    kind.textContent = WORDS[one.kind] ?? "";
    link.append(`${one.version} `, kind);
    link.href = await address(one);
    if (one.version === version) link.setAttribute("aria-current", "true");
    const item = document.createElement("li");
    item.append(link);
    return item;
  };

  // who has reached a link by keyboard while the answer was under way stays where they are
  const renew = (list, rows) => {
    const at = [...list.children].findIndex((item) => item.contains(document.activeElement));
    list.replaceChildren(...rows);
    if (at >= 0) rows[Math.min(at, rows.length - 1)].querySelector("a").focus();
  };

  const refresh = async () => {
    try {
      const answer = await fetch(`${root}versions.json`, {cache: "no-cache"});
      const {versions} = await answer.json();
      const rows = await Promise.all(versions.map(row));
      if (rows.length) renew(nav.querySelector("ul"), rows);
    } catch {
      // no network: the list of the build still holds
    }
    follow();
  };

  // a reader in the middle of a page, with a tab chosen or a word searched, arrives there
  const follow = () => {
    for (const link of nav.querySelectorAll("a")) {
      const goal = new URL(link.href);
      if (!goal.pathname.endsWith(`/${page}`)) continue;
      goal.search = location.search;
      goal.hash = location.hash;
      link.href = goal.href;
    }
  };

  details.addEventListener("toggle", refresh, {once: true});
  details.addEventListener("toggle", follow);
  addEventListener("hashchange", follow);
})();
