"""Keyproof: facts about LLM providers, and the checks that prove them.

One line a module, lowest layer first; a module imports only from the lines above it.

model         the facts of one provider, as frozen dataclasses
positions     where in a TOML text a key stands
client        one HTTP request, one origin, bounded; the one door to httpx
report        a finding, how it is printed, and the exit codes
shape         the rules that a provider's facts obey, each with a code
providers     reads the fact files; the only reader of TOML
amendments    puts values into fact files; the only writer of TOML
literals      writes JSON values as code
bodies        what our requests send, and where the text stands in the answer
facts         prints facts and findings: `keyproof facts`
links         prints every link of the facts: `keyproof links`
snippets      renders the code that readers copy
keytable      writes the table of providers inside scripts/check_key.py
emulator      a stand-in for the providers on loopback, behind a TLS door
local_server  a real llama.cpp server with a tiny model that says one sentence
contracts     judges requests and answers by the providers' OpenAPI documents
runs          keeps what the last run of all snippets gave
runner        runs every code block of the pages: `keyproof snippets`
keys          proves scripts/check_key.py: `keyproof keys`
confirm       has a person confirm dated facts: `keyproof confirm`
live          holds the pages against the live world: `keyproof live`
refresh       mends what needs no judgement: scripts/refresh.py
rehearsal     a stand-in internet and a month of its days: `keyproof rehearse`
__main__      the command line
"""
