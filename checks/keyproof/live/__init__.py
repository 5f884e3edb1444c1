"""What the pages say, held against the live world: `keyproof live`.

observations  what one look at one subject gave
key_script    runs scripts/check_key.py as readers do
link_audit    every address of our pages, asked by linkcheck-plus
refusals      an invented key must be refused as the facts state; no secret is needed
own_keys      a maintainer's own keys, and the models that our pages name
rules         the codes of what it finds
status        status.json: what was confirmed when, over many runs
confirmations what a page may say of a provider, and since when; pure
issues        one issue a kind of problem; pure
github        brings GitHub's issues into that state
"""
