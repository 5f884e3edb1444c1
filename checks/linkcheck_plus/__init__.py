"""A link checker whose "broken" can be believed.

The modules, from the bottom up:

``model``      what is passed between the parts: links, places, expectations, statuses, verdicts, results
``evidence``   what was asked and seen for one URL, and its JSON form
``address``    URLs: shown without userinfo, keyed for one fetch, recognised as placeholders
``position``   finds the line and column of a URL in a text
``sources``    readers, one a kind of file: Markdown, HTML, TOML, plain text
``collect``    files and folders -> links, each URL once with all its places
``settings``   what a run is told: limits, routes, files; read from ``[tool.linkcheck-plus]``
``policy``     what the configuration says of hosts and links: policies, exceptions, expectations
``marks``      the marks by which walls, sign-ins, parked domains and pages about nothing are known
``media``      which kind of content an answer's headers announce
``charset``    bytes -> text, as browsers decode a page
``fragments``  where a fragment leads in a page, and what its scripts may make
``pdf``        how many pages a PDF has
``page``       what a page's bytes say: title, anchors, marks, expected text
``decoding``   content encodings, decoded within a bound
``exchange``   one request and what it gave: an answer, or none
``deferred``   functions whose modules are loaded when they are called
``web``        what httpx knows: how URLs are written, whose cookies go where, whom to trust
``wire``       bytes to and from a host, by asyncio itself
``parsing``    answers of HTTP/1.1 out of the bytes they come in
``oddities``   answers that the parser refuses and browsers read
``http1``      HTTP/1.1 over one connection
``engine``     HTTP/2 and proxies, by httpx's engine
``connections`` each lent to one request at a time, and kept
``causes``     why a request gave no answer
``client``     the only module that speaks HTTP: one GET, one hop
``chain``      one asking of one page, hop after hop
``retry``      when to ask again, and what Retry-After says
``opinion``    when an answer is doubted, what a browser would send, which answer is believed
``sibling``    an invented address beside the asked one, and how alike two pages are
``probe``      one URL, all askings within one deadline -> evidence
``hosts``      turns, pace, holds and connections of each host
``throttle``   how many requests the machine bears at once
``schedule``   many URLs, few at a time a host; pages that wait give their place away
``reasons``    the words of judgement: tables of failures, codes and oddities
``intent``     what the project says of its links: exceptions, expectations, patience
``case``       what the rules of judgement share
``faults``     rules for links that gave no answer
``answers``    rules for answers that are not the page: walls, errors, sign-ins, soft 404s, parked domains
``judgement``  evidence + expectation + past -> status, reason, advice (pure)
``journal``    crash-safe JSON-lines file that cache and history are kept in
``cache``      evidence remembered between runs
``history``    statuses remembered between days: first_seen, streak and the streaks before
``network``    whether there is one: what all hosts gave together
``memory``     both of them for one run, on disk as soon as something is known
``changes``    which lines git says were changed, and the links on them
``baseline``   findings of an earlier report, which are not told again
``site``       links to the documents' own site, answered by a built folder
``leniency``   what a project lets pass: fragments, redirects, timeouts
``progress``   one line that says how far the run is
``outcome``    what a run came to: exit code and the sentences that sum it up
``audit``      the whole run: links -> results -> outcome
``archive``    where an archived copy of a dead page may be, by rule
``fix``        rewrites links that moved for good; shows a diff first
``reports``    results -> text, JSON lines, JUnit, SARIF, GitHub's annotations, Markdown
``doctree``    Sphinx doctrees -> links (used by the builder only)
``published``  the own site as Sphinx will build it (used by the builder only)
``migration``  Sphinx's own ``linkcheck_*`` options -> settings (used by the builder only)
``builder``    the Sphinx builders ``linkcheck-plus`` and ``linkcheckplus``
``__main__``   the command line
"""
