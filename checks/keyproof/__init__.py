"""Keyproof: facts about LLM providers, and the checks that prove them.

One line a module, lowest layer first; a module imports only from the lines above it.

model         the facts of one provider, as frozen dataclasses
macbehaviour  the facts about the R package MacBehaviour, likewise
rcode         reads the calls in R code
audit         the claims of older guides, as frozen dataclasses
positions     where in a TOML text a key stands
client        one HTTP request, one origin, bounded; the one door to httpx
processes     programs that run now, ended with all that they have started
report        a finding, how it is printed, and the exit codes
shape         the rules that a provider's facts obey, each with a code
connection    where code or facts hand a key to MacBehaviour, and which
setkey        the rules for code that hands a key to MacBehaviour
audit_shape   the rules that those claims obey
providers     reads the fact files; the only reader of TOML
amendments    puts values into fact files; the only writer of TOML
literals      writes JSON values as code
bodies        what our requests send, and where the text stands in the answer
facts         prints facts and findings: `keyproof facts`
claims        holds what the pages say to what is so: `keyproof claims`
links         prints every link of the facts: `keyproof links`
publication   gives the facts the form in which the site publishes them for programs
snippets      renders the code that readers copy
rtable        writes providers as R code, for scripts/check_key.R
keytable      writes the table of providers inside scripts/check_key.py and scripts/check_key.R
emulator      a stand-in for the providers on loopback, behind a TLS door
local_server  a real llama.cpp server with a tiny model that says one sentence
contracts     judges requests and answers by the providers' OpenAPI documents
versions      publishes every version of the pages in one folder: `keyproof versions`, `keyproof release`
runs          keeps what the last run of all snippets gave
runner        runs every code block of the pages: `keyproof snippets`
sdks          drives the official packages, records what they raise: `keyproof sdks`
guides        runs and traces the claims of older guides: `keyproof guides`
keys          proves scripts/check_key.py: `keyproof keys`
confirm       has a person confirm dated facts: `keyproof confirm`
live          holds the pages against the live world: `keyproof live`
refresh       mends what needs no judgement: scripts/refresh.py
rehearsal     a stand-in internet and a month of its days: `keyproof rehearse`
commands      what each command does with its arguments
__main__      the command line
"""
