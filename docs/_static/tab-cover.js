/* What sphinx-tabs leaves open: links that open a tab, a choice kept per group, Home and End.
 *
 * A tab has a group (`provider`, `lang`, `os`) and a key (`openai`). Links: `?provider=openai`, `?lang=r`,
 * `#tab-openai`, `#openai`, and `#anything` inside a closed panel.
 * Loaded after the script of sphinx-tabs, whose `selectTab` and `deselectTabList` do the switching.
 */
(() => {
  "use strict";

  const PREFIX = "keyproof-tab-";
  const canFind = "onbeforematch" in document.documentElement;

  const remembered = (group) => {
    try {
      return localStorage.getItem(PREFIX + group);
    } catch {
      return null; // storage is switched off: the choice lasts for this page
    }
  };

  const remember = (group, key) => {
    try {
      localStorage.setItem(PREFIX + group, key);
    } catch {
      // as above
    }
  };

  const lists = () => [...document.querySelectorAll('[role="tablist"][data-group]')];
  const tabsOf = (list) => [...list.querySelectorAll('[role="tab"]')];
  const groupOf = (tab) => tab.parentElement.dataset.group;
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  const tabOf = (panel) => document.getElementById(panel.getAttribute("aria-labelledby"));
  const isSelected = (tab) => tab.getAttribute("aria-selected") === "true";

  /* The tab of this key; `python` also finds `python-httpx`. */
  const find = (list, key) =>
    tabsOf(list).find((tab) => tab.dataset.key === key) ??
    tabsOf(list).find((tab) => tab.dataset.key.startsWith(`${key}-`));

  const tidy = (list) => {
    const choice = list.parentElement.previousElementSibling?.querySelector(":scope.tab-list > select");
    if (choice) choice.value = tabsOf(list).find(isSelected).dataset.key;
    for (const tab of tabsOf(list)) {
      tab.setAttribute("tabindex", isSelected(tab) ? "0" : "-1");
      const panel = panelOf(tab);
      if (canFind && panel.hasAttribute("hidden")) panel.setAttribute("hidden", "until-found");
      if (isSelected(tab)) {
        list.scrollLeft = tab.offsetLeft - list.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
      }
    }
  };

  const choose = (group, key) => {
    for (const list of lists().filter((one) => one.dataset.group === group)) {
      const tab = find(list, key);
      if (!tab) continue;
      deselectTabList(tab);
      selectTab(tab);
      tidy(list);
    }
  };

  const open = (tab) => choose(groupOf(tab), tab.dataset.key);

  /* Open every closed panel around an element, and the panel of a tab that is linked to. */
  const reveal = (element) => {
    if (element.matches('[role="tab"]')) open(element);
    let panel = element.closest('[role="tabpanel"]');
    while (panel) {
      open(tabOf(panel));
      panel = panel.parentElement.closest('[role="tabpanel"]');
    }
  };

  /* A list above the tabs that do not fit into a row; the styles show it on small screens only. */
  const addList = (list) => {
    const label = document.createElement("label");
    const choice = document.createElement("select");
    label.className = "tab-list";
    choice.setAttribute("aria-label", list.getAttribute("aria-label"));
    choice.append(...tabsOf(list).map((tab) => new Option(tab.textContent, tab.dataset.key)));
    choice.addEventListener("change", () => {
      remember(list.dataset.group, choice.value);
      choose(list.dataset.group, choice.value);
    });
    label.append(choice);
    // not inside: sphinx-tabs takes all but the first child there for panels
    list.parentElement.before(label);
  };

  const followQuery = () => {
    for (const [group, key] of new URLSearchParams(location.search)) {
      if (!lists().some((list) => list.dataset.group === group && find(list, key))) continue;
      remember(group, key);
      choose(group, key);
    }
  };

  const anchor = () => {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return ""; // a broken percent sign names nothing
    }
  };

  const followHash = () => {
    const name = anchor();
    if (!name) return;
    const target =
      document.getElementById(name) ??
      lists()
        .flatMap(tabsOf)
        .find((tab) => tab.dataset.key === name);
    if (!target) return;
    reveal(target);
    target.scrollIntoView({ block: "start" });
  };

  const onKey = (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (!tab || (event.key !== "Home" && event.key !== "End")) return;
    const tabs = tabsOf(tab.parentElement);
    const next = event.key === "Home" ? tabs[0] : tabs[tabs.length - 1];
    event.preventDefault();
    tab.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  };

  /* Where the clicked tab stood before sphinx-tabs touched anything. */
  let before = 0;

  const onClickFirst = (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) before = tab.getBoundingClientRect().top;
  };

  const onClickLast = (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (!tab) return;
    remember(groupOf(tab), tab.dataset.key);
    open(tab);
    // Panels further up may have changed their height. sphinx-tabs moves the page too, but the theme
    // makes that a slow glide; this ends it at the right place.
    window.scrollTo({ top: window.scrollY, behavior: "instant" });
    window.scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" });
  };

  const start = () => {
    document.documentElement.classList.toggle("finds", canFind);
    for (const list of lists()) {
      if (list.classList.contains("many")) addList(list);
      const key = remembered(list.dataset.group);
      if (key) choose(list.dataset.group, key);
      tidy(list);
      list.addEventListener("keydown", onKey);
      list.addEventListener("focusout", (event) => {
        if (!list.contains(event.relatedTarget)) tidy(list);
      });
    }
    followQuery();
    followHash();
    document.addEventListener("click", onClickFirst, { capture: true });
    document.addEventListener("click", onClickLast);
    document.addEventListener("beforematch", (event) => reveal(event.target));
    window.addEventListener("hashchange", followHash);
  };

  window.addEventListener("DOMContentLoaded", start);
})();
