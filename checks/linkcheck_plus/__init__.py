"""A link checker whose "broken" can be believed.

The modules, from the bottom up:

``model``      what is passed between the parts: links, places, expectations, statuses, verdicts, results
``evidence``   what was asked and seen for one URL, and its JSON form
``address``    URLs: shown without userinfo, keyed for one fetch, recognised as placeholders
``position``   finds the line and column of a URL in a text
``sources``    readers, one a kind of file: Markdown, HTML, TOML, plain text
``collect``    files and folders -> links, each URL once with all its places
``settings``   what a run is told: limits, routes, files; read from ``[tool.linkcheck-plus]``
``marks``      the marks by which bot walls and sign-in pages are known
``page``       what a page's bytes say: title, anchors, marks, expected text
``decoding``   content encodings, decoded within a bound
``client``     the only module that speaks HTTP: one GET, one hop
``probe``      one URL, all hops and retries within one deadline -> evidence
``schedule``   many URLs, few at a time a host
``judgement``  evidence + expectation + past -> status, reason, advice (pure)
``journal``    crash-safe JSON-lines file that cache and history are kept in
``cache``      evidence remembered between runs
``history``    statuses remembered between days: first_seen and streak
``audit``      the whole run: links -> results -> exit code
``report``     results -> text or JSON lines
``doctree``    Sphinx doctrees -> links (used by the builder only)
``builder``    the Sphinx builders ``linkcheck-plus`` and ``linkcheckplus``
``__main__``   the command line
"""
